// Faults by states of the connection, as a table whose cells are darker the more runs there are.

import type { CampaignPage } from '../html/page-document.js';

export function HeatMap({ heat, runs }: { readonly heat: CampaignPage['heat']; readonly runs: number }) {
  const most = Math.log(Math.max(2, ...heat.rows.flatMap(({ counts }) => counts), runs / 4));
  return (
    <section class="heat-scroll" aria-label="Faults by states">
      <table class="heat">
        <thead>
          <tr>
            <th scope="col">fault</th>
            {heat.states.map((state) => (
              <th key={state} scope="col">
                {state}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {heat.rows.map(({ fault, counts }) => (
            <tr key={fault}>
              <th scope="row">{fault}</th>
              {counts.map((count, index) => (
                <td
                  key={heat.states[index]}
                  class={count === 0 ? 'never' : Math.log(count + 1) / most > 0.6 ? 'hot' : ''}
                  style={
                    count === 0 ? {} : { '--heat': `${Math.round((Math.log(count + 1) / most) * 100)}%` }
                  }
                >
                  {count === 0 ? '–' : count.toLocaleString('en')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
