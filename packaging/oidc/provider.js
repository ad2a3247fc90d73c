// An identity provider that others wrote (oidc-provider, MIT), on this machine, for Quét to be tried with: whoever types a
// name there is that.
//
//   node provider.js PORT BACK
//
// Must never listen beyond this machine: its own pages let anybody in.

import { Provider } from "oidc-provider";

const [port, back] = process.argv.slice(2);
const client = { redirect_uris: [back], grant_types: ["authorization_code"], response_types: ["code"] };
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    { ...client, client_id: "quet", client_secret: "a secret that both know" },
    { ...client, client_id: "quet-public", token_endpoint_auth_method: "none" },
  ],
  cookies: { keys: ["signs the cookies of a provider that lives for a minute"] },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
