#include "node/keyholder/keyholder.h"
#include "node/runtime/daemon.h"

int main(int argc, char **argv)
{
    return dolen_daemon_main(argc, argv, &dolen_keyholder_service);
}
