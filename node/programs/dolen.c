#include "node/tools/account.h"
#include "node/tools/alerts.h"
#include "node/tools/audit.h"
#include "node/tools/database.h"
#include "node/tools/doctor.h"
#include "node/tools/extract.h"
#include "node/tools/federation.h"
#include "node/tools/key.h"
#include "node/tools/match.h"
#include "node/tools/publish.h"
#include "node/tools/retention.h"
#include "node/tools/reviews.h"
#include "node/tools/rules.h"
#include "node/tools/search.h"
#include "node/tools/statistics.h"
#include "node/tools/subject.h"
#include "node/tools/tool.h"

int main(int argc, char **argv)
{
    static const dolen_tool tools[] = {
        {"account", "staff accounts of an agency's node", dolen_tool_account},
        {"alerts", "alerts about watched records, and what is done with them", dolen_tool_alerts},
        {"audit", "check the ledger offline", dolen_tool_audit},
        {"database", "create and migrate databases", dolen_tool_database},
        {"doctor", "look at all that a program depends on, and say what to do", dolen_tool_doctor},
        {"extract", "check an extract without publishing it", dolen_tool_extract},
        {"federation", "keys and the signed federation file", dolen_tool_federation},
        {"key", "the pseudonym key's shares", dolen_tool_key},
        {"match", "how names are brought into one form, and why records agree", dolen_tool_match},
        {"publish", "publish an agency's extract", dolen_tool_publish},
        {"retention", "erase what has had its time", dolen_tool_retention},
        {"reviews", "searches under review, and who consulted our records", dolen_tool_reviews},
        {"rules", "check and explain the rules", dolen_tool_rules},
        {"search", "ask which other agencies are involved", dolen_tool_search},
        {"statistics", "published statistics of the partnership", dolen_tool_statistics},
        {"subject", "a data subject's report, restriction, erasure, dispute", dolen_tool_subject},
    };

    return dolen_tool_main(argc, argv, tools, (int)(sizeof tools / sizeof *tools));
}
