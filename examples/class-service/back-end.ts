// The app's own server, with web-standard handlers: under zim-sim it lives behind the same network as the app.

import type { ServiceHandler, Services } from 'zim-sim';

/** `token` mints a token as the app's server would, with the server secret that it has. */
const handle: ServiceHandler = async (request, { token }) => {
  const url = new URL(request.url);
  if (url.pathname !== '/api/zim-token') return Response.json({ error: 'not found' }, { status: 404 });
  const user = url.searchParams.get('user');
  if (user === null) return Response.json({ error: 'who?' }, { status: 400 });
  // A look into a database takes a while.
  await new Promise((resolve) => setTimeout(resolve, 25));
  return Response.json({ token: token(user) });
};

export default { 'app.example': handle } satisfies Services;
