/**
 * `dolen reviews list|close|notices|sample`: searches under review, because they opened a protected record or overrode
 * by urgency (IG-15, IG-20), were drawn by lot or were unusual (IG-09); who consulted this agency's records (IG-32);
 * a week's draw, repeated. From the agency's running node.
 */
#ifndef DOLEN_NODE_TOOLS_REVIEWS_H
#define DOLEN_NODE_TOOLS_REVIEWS_H

/** The tool; see tool.h for what it returns. */
int dolen_tool_reviews(int argc, char **argv);

#endif
