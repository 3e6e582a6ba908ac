import { at, click, defineConfig, type } from 'zim-sim';

const user = (name: string) => [
  at('1s', type('User name', name), name),
  at('2s', click('Log in'), name),
  at('5s', click('Enter the room'), name),
  at('9s', type('Message', `hello from ${name}`), name),
  at('10s', click('Send'), name),
  at('70s', type('Message', 'still here'), name),
  at('71s', click('Send'), name),
  // Whoever was thrown out comes back a while later.
  at('150s', type('User name', name), name),
  at('151s', click('Log in'), name),
  at('155s', click('Enter the room'), name),
  at('160s', type('Message', 'and again'), name),
  at('161s', click('Send'), name),
];

export default defineConfig({
  app: './main.tsx',
  environment: 'dom',
  tokenEndpoint: '/api/token',
  user: [...user('alice'), ...user('bob')],
  shown: [
    { remind: 'reconnecting', text: 'Reconnecting…' },
    { remind: 'logged in on another device', text: 'You were logged in on another device.' },
    { remind: 'session expired', text: 'Your session has expired.' },
    { remind: 'account deleted', text: 'Your account was deleted.' },
    { remind: 'could not log in', text: 'Could not log in.' },
    { remind: 'the room is gone', text: 'The room is gone.' },
    { remind: 'no longer in the room', text: 'You are no longer in the room.' },
    { remind: 'could not enter the room', text: 'Could not enter the room.' },
    { remind: 'not sent', text: /Not sent/ },
    { screen: 'login', selector: 'form[aria-label="Login"]' },
    { screen: 'chat', selector: 'section[aria-label="Chat"]' },
  ],
});
