// provider.mjs ISSUER NODE CERTIFICATE KEY SECRET: a certified OpenID provider (oidc-provider) on this machine for the
// tests of sign-in. Whoever signs in is who they say they are; what it says of them is listed here. Ends with its input.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import Provider from "oidc-provider";

const [issuer, node, certificate, key, secret] = process.argv.slice(2);

// What is said of each: the roles claim. They sign in as "subject-of-NAME": a subject is no name, as with real providers.
const people = {
  prac: ["Dolen.Practitioner", "Something.Else"],
  both: ["Dolen.Practitioner", "Dolen.Officer"],
  other: ["Dolen.Officer"],
  nobody: ["Something.Else"],
  newcomer: ["Dolen.Practitioner"],
  local: ["Dolen.Practitioner"],
  guess: "Dolen.Practitioner",
};

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "dolen-node",
      client_secret: readFileSync(secret, "utf8").trim(),
      redirect_uris: [`${node}/openid/callback`],
      post_logout_redirect_uris: [`${node}/openid/signed-out`],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_basic",
      id_token_signed_response_alg: process.env.SIGNED_WITH ?? "RS256",
      backchannel_logout_uri: `${node}/openid/back-channel-logout`,
      backchannel_logout_session_required: true,
    },
  ],
  jwks: {
    keys: [
      { ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }), use: "sig" },
      { ...generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }), use: "sig" },
    ],
  },
  claims: { openid: ["sub", "name", "preferred_username", "roles"] },
  conformIdTokenClaims: false,
  features: {
    devInteractions: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  // Its guard against calls into private networks would keep it from this machine, where the node is.
  fetch: (url, { dispatcher: _guard, ...options }) => fetch(url, options),
  pkce: { required: () => true },
  cookies: { keys: [randomBytes(32).toString("hex")] },
  async findAccount(_context, id) {
    const name = id.replace("subject-of-", "");
    if (!people[name]) return undefined;
    const claims = { sub: id, name: `${name} of the agency`, preferred_username: name, roles: people[name] };
    return { accountId: id, claims: async () => claims };
  },
});
provider.on("backchannel.success", () => console.log("backchannel.success"));
provider.on("backchannel.error", (_context, error) => console.log(`backchannel.error ${error.message} ${error.cause ?? ""}`));
provider.on("server_error", (_context, error) => console.log(`server_error ${error.stack}`));

const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, provider.callback());
server.listen(Number(new URL(issuer).port), "127.0.0.1", () => console.log("ready"));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
