// A chat with a page: React, a login form, a banner that says what is going on.

import { StrictMode, useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { ZIM, ZIMConnectionEvent, ZIMConnectionState, ZIMRoomEvent, type ZIMTextMessage } from 'zego-zim-web';

const APP_ID = 1_234_567_890;
const ROOM = 'lobby';

const GOODBYES: Readonly<Record<number, string>> = {
  [ZIMConnectionEvent.LoginTimeout]: 'Could not log in.',
  [ZIMConnectionEvent.KickedOut]: 'You were logged in on another device.',
  [ZIMConnectionEvent.TokenExpired]: 'Your session has expired.',
  [ZIMConnectionEvent.Unregistered]: 'Your account was deleted.',
};

async function fetchToken(): Promise<string> {
  const response = await fetch('/api/token');
  if (!response.ok) throw new Error(`no token: ${response.status}`);
  const { token } = (await response.json()) as { token: string };
  return token;
}

function App() {
  const [user, setUser] = useState('');
  const [screen, setScreen] = useState<'login' | 'chat'>('login');
  const [banner, setBanner] = useState('');
  const [reconnecting, setReconnecting] = useState(false);
  const [text, setText] = useState('');
  const [messages, setMessages] = useState<readonly string[]>([]);
  const zimRef = useRef<ZIM | null>(null);
  const tokenRef = useRef('');
  const roomRef = useRef<'out' | 'in' | 'between'>('out');

  useEffect(() => {
    const zim = ZIM.create({ appID: APP_ID });
    if (zim === null) return;
    zimRef.current = zim;
    let renewing = false;

    const renew = async (): Promise<void> => {
      if (renewing) return;
      renewing = true;
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 3000));
        if (tokenRef.current === '') break;
        try {
          const fresh = await fetchToken();
          if (fresh === tokenRef.current) continue;
          await zim.renewToken(fresh);
          tokenRef.current = fresh;
          break;
        } catch {
          // The network or the token server is away.
        }
      }
      renewing = false;
    };

    zim.on('connectionStateChanged', (_zim, { state, event }) => {
      setReconnecting(state === ZIMConnectionState.Reconnecting);
      const goodbye = state === ZIMConnectionState.Disconnected ? GOODBYES[event] : undefined;
      if (goodbye === undefined) return;
      tokenRef.current = '';
      roomRef.current = 'out';
      setBanner(goodbye);
      setScreen('login');
      if (event === ZIMConnectionEvent.KickedOut) zim.logout();
    });
    zim.on('roomStateChanged', (_zim, { state, event }) => {
      roomRef.current = state === 2 ? 'in' : state === 1 ? 'between' : 'out';
      if (state !== 0 || event === ZIMRoomEvent.Success) return;
      setBanner(event === ZIMRoomEvent.RoomNotExist ? 'The room is gone.' : 'You are no longer in the room.');
    });
    zim.on('roomMessageReceived', (_zim, { messageList }) => {
      setMessages((before) => [
        ...before,
        ...messageList.map((one) => (one as ZIMTextMessage).message as string),
      ]);
    });
    zim.on('tokenWillExpire', () => void renew());
    return () => {
      zim.destroy();
      zimRef.current = null;
    };
  }, []);

  async function login(): Promise<void> {
    setBanner('');
    try {
      const token = await fetchToken();
      tokenRef.current = token;
      const config = {
        userName: user,
        token,
        customStatus: '',
        customStatusDuration: 0,
        isOfflineLogin: false,
      };
      await zimRef.current?.login(user, config);
      setScreen('chat');
    } catch {
      setBanner('Could not log in.');
    }
  }

  async function enter(): Promise<void> {
    if (roomRef.current !== 'out' || reconnecting) return;
    try {
      await zimRef.current?.enterRoom({ roomID: ROOM, roomName: ROOM });
      setBanner('');
    } catch {
      setBanner('Could not enter the room.');
    }
  }

  async function send(): Promise<void> {
    if (roomRef.current !== 'in') {
      setBanner('Not sent: you are not in the room.');
      return;
    }
    try {
      await zimRef.current?.sendMessage({ type: 1, message: text } as ZIMTextMessage, ROOM, 1, {
        priority: 2,
      });
      setText('');
    } catch {
      setBanner('Not sent. Try again.');
    }
  }

  return (
    <main>
      {reconnecting && <p role="status">Reconnecting…</p>}
      {banner !== '' && <p role="alert">{banner}</p>}
      {screen === 'login' ? (
        <form
          aria-label="Login"
          onSubmit={(event) => {
            event.preventDefault();
            void login();
          }}
        >
          <label>
            User name <input value={user} onChange={(event) => setUser(event.target.value)} />
          </label>
          <button type="submit" disabled={user === ''}>
            Log in
          </button>
        </form>
      ) : (
        <section aria-label="Chat">
          <button type="button" onClick={() => void enter()}>
            Enter the room
          </button>
          <ul>
            {messages.map((message, index) => (
              <li key={index}>{message}</li>
            ))}
          </ul>
          <label>
            Message <input value={text} onChange={(event) => setText(event.target.value)} />
          </label>
          <button type="button" onClick={() => void send()}>
            Send
          </button>
        </section>
      )}
    </main>
  );
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
