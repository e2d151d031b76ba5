#include "node/agency/service/service.h"
#include "node/runtime/daemon.h"

int main(int argc, char **argv)
{
    return dolen_daemon_main(argc, argv, &dolen_agency_service);
}
