// The client's model behind the drop-in, where the SDK would be: the same script and the same network for both.

import { ZIM_SURFACE } from '../dropin/surface.js';
import { SeededChoices } from '../kernel/choices.js';
import { Randomness } from '../kernel/random.js';
import { type ClientEffect, type ClientState, createClient } from '../models/client/state.js';
import { stepClient } from '../models/client/step.js';
import { wholeEvent, wholeResult } from '../sandbox/whole-messages.js';
import { defaultParams, type Params } from '../zim/facts.js';
import { behaviourOf, LATEST_SDK_VERSION } from '../zim/versions.js';
import type { AirBetween } from './air.js';
import type { ModelHost, SdkControls } from './boot-host.js';

export interface ModelParts {
  readonly seed: number;
  readonly fixedRandom: number | undefined;
  readonly air: AirBetween;
  clock(): { readonly nowMs: number; readonly wallMs: number };
  controls(): SdkControls | undefined;
}

export class ModelBehind {
  private readonly parts: ModelParts;
  private readonly params: Params;
  private readonly choices: SeededChoices;
  private client: ClientState;
  private calls = 0;
  private readonly settles: Map<number, (ok: boolean, json: string) => void> = new Map();
  private readonly names: Map<number, string> = new Map();

  constructor(parts: ModelParts) {
    this.parts = parts;
    this.choices = new SeededChoices(new Randomness(parts.seed));
    this.params = paramsFor(parts.fixedRandom);
    this.client = fresh();
  }

  readonly host: ModelHost = {
    surface: JSON.stringify(ZIM_SURFACE),
    call: (name, args, settle) => {
      this.calls += 1;
      const id = this.calls;
      this.settles.set(id, settle);
      this.names.set(id, name);
      const own = JSON.parse(JSON.stringify(args)) as readonly unknown[];
      this.step({ kind: 'call', id, name, args: own });
    },
    timer: (timer) => this.step({ kind: 'timer', timer }),
    created: () => {
      this.client.createdAtMs = Math.floor(this.parts.clock().nowMs);
    },
  };

  hint(hint: 'online' | 'visible'): void {
    this.step({ kind: 'hint', hint });
  }

  leavePage(losesData: boolean): void {
    const { stores, inboxes } = this.client;
    this.client = losesData ? fresh() : Object.assign(fresh(), { stores, inboxes });
    this.settles.clear();
  }

  private step(input: Parameters<typeof stepClient>[1]): void {
    const out: ClientEffect[] = [];
    const { nowMs, wallMs } = this.parts.clock();
    const context = { nowMs: Math.floor(nowMs), wallMs, params: this.params, choices: this.choices };
    stepClient(this.client, input, context, out);
    for (const effect of out) this.apply(effect);
  }

  private apply(effect: ClientEffect): void {
    const { air } = this.parts;
    const controls = this.parts.controls();
    switch (effect.kind) {
      case 'connect': {
        const { socket } = effect;
        air.openSocket(socket, {
          opened: () => this.step({ kind: 'opened', socket }),
          message: () => {},
          closed: () => this.step({ kind: 'closed', socket }),
        });
        return;
      }
      case 'close':
        air.closeSocket(effect.socket, undefined);
        return;
      case 'setTimer':
        controls?.setTimer(effect.timer, effect.afterMs);
        return;
      case 'clearTimer':
        controls?.clearTimer(effect.timer);
        return;
      case 'emit':
        if (effect.life !== this.client.life) return;
        controls?.emit(
          effect.event,
          JSON.stringify(wholeEvent(effect.event, effect.data, this.client.login?.userID ?? '')),
        );
        return;
      case 'settle': {
        const settle = this.settles.get(effect.call);
        this.settles.delete(effect.call);
        const name = this.names.get(effect.call) ?? effect.name;
        const value = effect.ok
          ? wholeResult(name, effect.value, this.client.login?.userID ?? '')
          : effect.error;
        settle?.(effect.ok, value === undefined ? '' : JSON.stringify(value));
        return;
      }
      case 'send':
        return;
      default:
    }
  }
}

function fresh(): ClientState {
  return createClient({
    deviceID: 'phone',
    deviceKey: 1,
    // The platform ends an attempt: the air does.
    connectTimeoutMs: 0,
    authentication: 'token',
    sdk: behaviourOf(LATEST_SDK_VERSION),
    serverHost: 'server',
    store: true,
  });
}

function paramsFor(fixedRandom: number | undefined): Params {
  const params = defaultParams();
  if (fixedRandom === undefined) return params;
  const firstBackoffMinMs = params.firstBackoffMinMs + params.firstBackoffSpanMs * fixedRandom;
  return { ...params, firstBackoffMinMs: Math.floor(firstBackoffMinMs), firstBackoffSpanMs: 0 };
}
