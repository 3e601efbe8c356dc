(function () {
  'use strict';
  const report = JSON.parse(document.getElementById('data').textContent);
  const page = document.getElementById('page');
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const charts = [];

  function node(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    for (const child of children.flat()) {
      if (child !== null && child !== undefined) made.append(child);
    }
    return made;
  }
  const add = (...children) => children.forEach(child => page.append(child));
  const heading = (text) => add(node('h2', {}, text));
  const small = (text) => add(node('h3', {}, text));
  const say = (text, kind) => add(node('p', kind ? { class: kind } : {}, text));

  function number(value, digits) {
    if (value === null || value === undefined) return '–';
    if (Number.isInteger(value)) return value.toLocaleString('en-US');
    return value.toFixed(digits === undefined ? 3 : digits);
  }
  function duration(seconds) {
    if (seconds < 10) return seconds.toFixed(1) + ' s';
    if (seconds < 60) return Math.round(seconds) + ' s';
    return Math.floor(seconds / 60) + ' min ' + Math.round(seconds % 60) + ' s';
  }
  function table(columns, rows) {
    const head = node('tr', {}, columns.map(c => node('th', c.number ? { class: 'number' } : {}, c.title)));
    const body = rows.map(row => node('tr', {}, columns.map(c =>
      node('td', c.number ? { class: 'number' } : c.wide ? { class: 'wide' } : {}, String(c.value(row))))));
    add(node('div', { class: 'scroll' }, node('table', {}, node('thead', {}, head), node('tbody', {}, body))));
  }
  /** Arms of one family as a row: a single arm, or the means of its draws. */
  function families(arms) {
    const all = new Map();
    arms.forEach(a => all.set(a.family, (all.get(a.family) || []).concat([a])));
    return [...all.values()];
  }
  function mean(arms, of) {
    const values = arms.map(of).filter(value => value !== null && value !== undefined);
    return values.length ? values.reduce((a, b) => a + b, 0) / values.length : null;
  }
  function effect(arms, of) {
    return arms.length === 1 ? estimate(of(arms[0])) : number(mean(arms, a => of(a).mean));
  }
  function chart(option, tall) {
    const holder = node('div', { class: tall ? 'chart tall' : 'chart', role: 'img', 'aria-label': option.label });
    add(holder);
    const drawn = echarts.init(holder, dark ? 'dark' : null, { renderer: 'canvas' });
    delete option.label;
    drawn.setOption(Object.assign({ backgroundColor: 'transparent', animation: false, aria: { enabled: true } }, option));
    charts.push(drawn);
  }
  window.addEventListener('resize', () => charts.forEach(drawn => drawn.resize()));

  const colours = ['#4269d0', '#efb118', '#ff725c', '#6cc5b0', '#3ca951', '#ff8ab7', '#a463f2', '#97bbf5', '#9c6b4e',
    '#9498a0', '#2f7f99', '#c2571a', '#7a9a01', '#b5179e', '#5c7cfa', '#e07a5f', '#3d9970', '#8d6a9f', '#c9a227', '#577590'];

  function lines(label, xName, yName, series) {
    chart({
      label,
      color: colours,
      tooltip: { trigger: 'axis', valueFormatter: value => number(value, 4) },
      legend: { type: 'scroll', top: 0 },
      grid: { left: 64, right: 20, top: 40, bottom: 44 },
      xAxis: { type: 'value', name: xName, nameLocation: 'middle', nameGap: 28, minInterval: 1 },
      yAxis: { type: 'value', name: yName, scale: true },
      series: series.map(s => Object.assign({ type: 'line', symbolSize: 5 }, s)),
    });
  }

  function front() {
    add(node('h1', {}, 'Stellator: ' + report.title));
    say(new Date(report.startedAt).toLocaleString() + ' · ' + duration(report.seconds) + ' · seed ' + report.seed, 'quiet');
    (report.finding || []).forEach(sentence => say(sentence, 'verdict'));
  }

  function stations() {
    if (!report.stations) return;
    heading('How it was found');
    add(node('div', { class: 'stations' }, report.stations.map((station, index) =>
      node('div', { class: 'station ' + station.state },
        node('b', {}, (index + 1) + ' ' + station.name,
          node('span', {}, station.state === 'done' ? duration(station.seconds) : station.state + ' · ' + duration(station.seconds))),
        node('div', {}, station.summary),
        station.remedy ? node('div', { class: 'quiet' }, station.remedy) : null))));
  }

  /** What an arm wrote, its subwords tinted by how much likelier or unlikelier the arm made them. */
  function tinted(sample) {
    return node('p', {}, sample.subwords.map(part => {
      const change = Math.max(-1, Math.min(1, (part.change || 0) / 3));
      const weight = Math.round(Math.abs(change) * 45);
      return node('span', weight < 5 ? {} : { class: (change > 0 ? 'up' : 'down') + ' tint' + Math.ceil(weight / 15) }, part.text);
    }));
  }

  function writing(study) {
    const arms = study ? study.behaviour : [];
    if (arms.length < 2) return;
    heading('What the model writes, without and with the path');
    arms[0].examples.forEach((sample, index) => {
      say('“' + sample.beginning.trim() + ' …”', 'quiet');
      add(node('div', { class: 'pair' }, [0, 1].map(arm => node('div', {},
        node('h3', {}, arm ? 'with the path' : 'without'), tinted(arms[arm].examples[index])))));
    });
    say('The first beginnings of the held-out thoughts; nobody picked them. Underlined subwords became likelier by the path, '
      + 'dotted ones unlikelier; the stronger the tint, the more (3 nats and above is full).', 'quiet');
    intervals('How much nearer each part lies to its own step than without the path, by arm',
      arms.slice(1).map(r => ({ name: r.arm, of: r.overBase })), 'order over the base model');
    written(arms, [
      { title: 'the path over it', number: true, value: r => estimate(r.pathOver) },
      { title: 'p', number: true, value: r => number(r.pathOver.p, 4) },
    ]);
    say('From ' + arms[0].overBase.inputs + ' beginnings of held-out thoughts, all arms with the same random numbers and '
      + 'scored on the path’s steps, by a sentence encoder that nothing was trained on.', 'quiet');
  }

  /** Means with their intervals, an arm a row. */
  function intervals(label, rows, axis) {
    const known = rows.filter(row => row.of && row.of.mean !== null);
    if (!known.length) return;
    const reversed = [...known].reverse();
    chart({
      label,
      color: colours,
      tooltip: { formatter: p => echarts.format.encodeHTML(reversed[p.dataIndex].name) + ': ' + estimate(reversed[p.dataIndex].of) },
      grid: { left: 8, right: 24, top: 10, bottom: 44, containLabel: true },
      xAxis: { type: 'value', name: axis, nameLocation: 'middle', nameGap: 28, scale: false },
      yAxis: { type: 'category', data: reversed.map(row => row.name) },
      series: [{
        type: 'custom',
        encode: { x: [0, 2, 3], y: 1 },
        data: reversed.map((row, index) => [row.of.mean, index, row.of.low, row.of.high]),
        renderItem: (params, api) => {
          const at = api.coord([api.value(0), api.value(1)]);
          const low = api.coord([api.value(2), api.value(1)])[0];
          const high = api.coord([api.value(3), api.value(1)])[0];
          const bar = isNaN(low) || isNaN(high) ? [] : [{ type: 'line',
            shape: { x1: low, y1: at[1], x2: high, y2: at[1] }, style: { stroke: api.visual('color'), lineWidth: 2 } }];
          return { type: 'group', children: bar.concat([{ type: 'circle',
            shape: { cx: at[0], cy: at[1], r: 5 }, style: { fill: api.visual('color') } }]) };
        },
        markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { type: 'dashed' }, data: [{ xAxis: 0 }] },
      }],
    });
  }

  function map() {
    if (!report.map) return;
    heading('Map of thoughts');
    say(report.map.note, 'quiet');
    const shown = 19;
    const names = report.basins.slice(0, shown).map(basin => basin.label);
    const series = names.map((name, index) => ({ name, index }));
    if (report.basins.length > shown) series.push({ name: 'other basins', index: -1 });
    chart({
      label: 'Thoughts in two dimensions, coloured by basin',
      color: colours,
      tooltip: { confine: true, formatter: p => echarts.format.encodeHTML(p.data[2]).replace(/(.{60}\S*)\s/g, '$1<br>') },
      legend: { type: 'scroll', bottom: 0, data: series.map(s => s.name) },
      grid: { left: 8, right: 8, top: 8, bottom: 40 },
      xAxis: { show: false, scale: true }, yAxis: { show: false, scale: true },
      dataZoom: [{ type: 'inside', xAxisIndex: 0, filterMode: 'none' }, { type: 'inside', yAxisIndex: 0, filterMode: 'none' }],
      series: series.map(s => ({
        name: s.name, type: 'scatter', symbolSize: report.map.points.length > 3000 ? 4 : 7,
        itemStyle: { opacity: 0.75 },
        data: report.map.points.filter(p => s.index < 0 ? p.basin >= shown : p.basin === s.index).map(p => [p.x, p.y, p.text]),
      })).concat([{
        name: 'labels', type: 'scatter', symbolSize: 1, silent: true, z: 5,
        label: { show: true, formatter: p => p.data[2], fontWeight: 'bold', color: dark ? '#e4e9f1' : '#1d2430',
          backgroundColor: dark ? 'rgba(22,27,34,.72)' : 'rgba(255,255,255,.78)', padding: [2, 4], borderRadius: 3 },
        labelLayout: { hideOverlap: true },
        data: series.filter(s => s.index >= 0).map(s => middle(report.map.points.filter(p => p.basin === s.index), s.name))
          .filter(point => point !== null),
      }]),
    }, true);
  }

  /** The point of a basin that most of its others lie around, with the basin's name. */
  function middle(points, name) {
    if (!points.length) return null;
    const median = values => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
    return [median(points.map(p => p.x)), median(points.map(p => p.y)), name];
  }

  function basins() {
    if (!report.basins || !report.basins.length) return;
    heading('Basins');
    table([
      { title: 'basin', value: b => b.label },
      { title: 'thoughts', number: true, value: b => number(b.size) },
      { title: 'depth', number: true, value: b => number(b.depth) },
      { title: 'radius', number: true, value: b => number(b.radius) },
      { title: 'stable', number: true, value: b => number(b.stable) },
      { title: 'between', number: true, value: b => number(b.unstable) },
      { title: 'outside', number: true, value: b => number(b.outside) },
      { title: 'thought nearest to the attractor', value: b => b.representative },
    ], report.basins);
    if (report.betaCurve.length) {
      small('Choice of beta');
      say('Mean log-probability that the field without a thought gives to the thought’s own community; beta '
        + number(report.beta, 1) + ' was chosen at its maximum.', 'quiet');
      lines('Choice of beta', 'beta', 'nats', [{ name: 'log share', data: report.betaCurve.map(p => [p.beta, p.logShare]) }]);
    }
  }

  function path() {
    if (!report.path) return;
    const way = report.path;
    heading('Path');
    say('From the thought: “' + way.start + '”');
    say('into the basin “' + way.basin + '”, at a cost of ' + number(way.energy) + ' nats.');
    add(node('ol', { class: 'path' }, way.steps.map((step, index) => node('li', {}, node('b', {}, step.token),
      index ? ' · ' + number(step.energy) + ' nats' : ' · entry',
      index && step.places < 2 ? ' · rests on one place' : '',
      step.evidence ? node('blockquote', {}, step.evidence,
        step.document ? node('div', { class: 'quiet' }, step.document + ', thought ' + step.position) : null) : null))));
    say('Chosen by: ' + way.rule + '.', 'quiet');
    if (way.alternatives.length) {
      small('Alternatives, by the same rule');
      table([
        { title: 'steps', value: a => a.tokens.join(' → ') },
        { title: 'cost, nats', number: true, value: a => number(a.energy) },
        { title: 'steps on one place', number: true, value: a => number(a.onOnePlace) },
        { title: 'counts as, nats', number: true, value: a => number(a.rank) },
      ], way.alternatives);
    }
  }

  function program() {
    if (!report.program) return;
    heading('Program');
    add(node('pre', {}, report.program));
  }

  function estimate(e) {
    if (!e || e.mean === null) return '–';
    return number(e.mean) + ' [' + number(e.low) + ', ' + number(e.high) + ']';
  }

  /** A table of what the model wrote in each arm, with columns of its own after the order. */
  function written(arms, columns) {
    table([
      { title: 'arm', value: r => r.arm },
      { title: 'order over the base model', number: true, value: r => estimate(r.overBase) },
      { title: 'p', number: true, value: r => number(r.overBase.p, 4) },
      ...columns,
      { title: 'neighbours named in their part', number: true, value: r => number(r.neighbours) },
      { title: 'surprise of the base model, nats', number: true, value: r => number(r.surprise, 2) },
      { title: 'mean KL', number: true, value: r => number(r.kl) },
      { title: 'repeated', number: true, value: r => number(r.repetition) },
    ], arms);
  }

  function reaction(study, title) {
    if (!study) return;
    heading(title || 'Reaction');
    study.verdicts.forEach(verdict => say(verdict, 'verdict'));
    if (study.open.length) {
      small('What could not be told, and what it takes');
      add(node('ul', {}, study.open.map(question => node('li', {}, question))));
    }
    say('Each arm at the same budget: the 95th percentile of KL(base || modulated) over subwords is '
      + number(study.budget, 1) + ' nat on calibration text. ' + study.heldOut + ' held-out thoughts in '
      + study.clusters + ' clusters. Brackets are 95 % bootstrap intervals.', 'quiet');
    table([
      { title: 'arm', value: f => f[0].family },
      { title: 'steps', wide: true, value: f => f.length === 1 ? f[0].tokens.join(' → ') : f.length + ' draws, means' },
      { title: 'strength', number: true, value: f => number(mean(f, a => a.gain), 2) },
      { title: 'KL p95 calibrated', number: true, value: f => number(mean(f, a => a.reached95), 2) },
      { title: 'KL reached', number: true, value: f => number(mean(f, a => a.klMean)) },
      { title: 'effects at KL', number: true, value: f => number(mean(f, a => a.klCompared))
        + (f.every(a => a.equalKl) ? '' : ' *') },
      { title: 'vocabulary log-odds', number: true, value: f => effect(f, a => a.vocabulary) },
      { title: 'order score', number: true, value: f => effect(f, a => a.order) },
      { title: 'order on own neighbours', number: true, value: f => effect(f, a => a.ownOrder) },
      { title: 'anchor log-prob.', number: true, value: f => effect(f, a => a.anchor) },
      { title: 'perplexity', number: true, value: f => number(mean(f, a => a.perplexity), 1) },
    ], families(study.arms));
    say('KL reached: mean a subword on the measured texts, at the strength that calibration texts gave. Effects are compared '
      + 'at the path’s (*: the arm could not be brought there).', 'quiet');
    say('Perplexity of the same text under the unmodulated model: ' + number(study.basePerplexity, 1) + '.', 'quiet');
    intervals('Order score of each arm on the path’s steps',
      families(study.arms).filter(f => f.length === 1).map(f => ({ name: f[0].family, of: f[0].order })), 'order score, nats');
    small('Against the controls');
    table([
      { title: '', value: c => c.primary ? 'primary' : '' },
      { title: 'measure', value: c => c.measure },
      { title: 'difference', value: c => c.arm + ' − ' + c.control + (c.drawn > 1 ? ' (' + c.drawn + ' drawn)' : '') },
      { title: 'nats', number: true, value: c => estimate(c.difference) },
      { title: 'p', number: true, value: c => c.needs === '' ? number(c.p, 4) : '–' },
      { title: 'q', number: true, value: c => c.needs === '' ? number(c.q, 4) : '–' },
      { title: 'reading', value: c => c.verdict },
    ], [...study.comparisons].sort((a, b) => b.primary - a.primary));
    small('Attention on the rail, by layer');
    lines('Attention mass on the rail by layer', 'layer', 'mass', study.arms.filter(a => a.layers.length).map(a => ({
      name: a.name, data: a.layers.map(l => [l.layer, l.railMass]) })));
    small('Spread of attention, by layer');
    lines('Entropy of attention by layer', 'layer', 'nats', [{ name: 'base', data: study.baseLayers.map(l => [l.layer, l.entropy]) }]
      .concat(study.arms.filter(a => a.layers.length).map(a => ({ name: a.name, data: a.layers.map(l => [l.layer, l.entropy]) }))));
    small('Drift of the hidden state, by layer');
    lines('1 - cosine between modulated and base hidden states by layer', 'layer', '1 − cosine', study.arms.filter(a => a.layers.length).map(a => ({
      name: a.name, data: a.layers.map(l => [l.layer, l.drift]) })));
    small('Projection of the drift on the anchor’s direction, by layer');
    lines('Projection on the direction of the anchor by layer', 'layer', 'share of norm', study.arms.filter(a => a.layers.length).map(a => ({
      name: a.name, data: a.layers.map(l => [l.layer, l.projection]) })));
    small('Continuations');
    say('Prompt: “' + study.prompt + '”', 'quiet');
    study.continuations.forEach(c => {
      say(c.arm + ' · perplexity under the base model ' + number(c.perplexity, 1), 'quiet');
      add(node('blockquote', {}, c.text));
    });
    study.notes.forEach(note => say(note, 'quiet'));
  }

  /** Order and KL by step, of the batches and of texts that nothing is trained on. */
  function learning(curve, budget) {
    const checked = curve.filter(p => p.validationOrder !== null);
    const steps = curve.filter(p => p.order !== null);
    lines('Order score by step', 'step', 'nats', [
      { name: 'training batches', showSymbol: false, lineStyle: { opacity: 0.5 }, data: steps.map(p => [p.step, p.order]) },
      { name: 'validation', data: checked.map(p => [p.step, p.validationOrder]) },
    ]);
    lines('Mean KL to the base model by step', 'step', 'nats a subword', [
      { name: 'training batches', showSymbol: false, lineStyle: { opacity: 0.5 }, data: steps.map(p => [p.step, p.kl]) },
      { name: 'validation', data: checked.map(p => [p.step, p.validationKl]) },
      { name: 'budget', showSymbol: false, lineStyle: { type: 'dashed' },
        data: [[0, budget], [curve.length ? curve[curve.length - 1].step : 1, budget]] },
    ]);
  }

  function heat(label, matrix, lowest) {
    const cells = [];
    matrix.forEach((row, layer) => row.forEach((value, head) => { if (layer >= lowest) cells.push([layer - lowest, head, value]); }));
    const most = Math.max(...cells.map(cell => Math.abs(cell[2])));
    chart({
      label,
      tooltip: { formatter: point => 'layer ' + (point.value[0] + lowest) + ', head ' + point.value[1] + ': ' + number(point.value[2], 2) },
      grid: { left: 64, right: 20, top: 34, bottom: 90 },
      xAxis: { type: 'category', name: 'layer', nameLocation: 'middle', nameGap: 26,
        data: matrix.map((_, layer) => layer).slice(lowest) },
      yAxis: { type: 'category', name: 'head', data: matrix[0].map((_, head) => head) },
      visualMap: { min: -most, max: most, calculable: true, orient: 'horizontal', left: 'center', bottom: 0,
        inRange: { color: ['#2f7f99', '#f4f4f4', '#c2571a'] } },
      series: [{ type: 'heatmap', data: cells }],
    });
  }

  function field() {
    const run = report.field;
    if (!run) return;
    const output = run.output;
    heading('The field');
    output.verdicts.forEach(verdict => say(verdict, 'verdict'));
    small('On paths, texts and words that it never saw');
    table([
      { title: 'arm', value: r => r.arm },
      { title: 'order, nats', number: true, value: r => estimate(r.order) },
      { title: 'mean KL', number: true, value: r => number(r.kl) },
      { title: 'paths at the field’s KL', number: true, value: r => r.reached + ' of ' + r.byPath.length },
    ], Object.values(output.study.arms));
    if (output.writing) {
      small('What the model writes by itself');
      written(Object.values(output.writing.arms), []);
      output.writing.examples.forEach(example => {
        say(example.path.join(' → ') + ' · “' + example.beginning + ' …”', 'quiet');
        say('base', 'quiet');
        add(node('blockquote', {}, example.base));
        say('field', 'quiet');
        add(node('blockquote', {}, example.field));
      });
    }
    small('How it was learned');
    learning(output.curve, output.field.budget);
    small('Gains of the shown step over the others, by layer and head');
    const nats = run.numbers.nats;
    heat('Gains of the shown step minus those of the others by layer and head',
      nats[0].map((row, layer) => row.map((value, head) => value - nats[3][layer][head])), run.numbers.lowest);
    if (run.numbers.contrast.length) {
      small('Contrast, by layer and head');
      heat('Contrast by layer and head', run.numbers.contrast, run.numbers.lowest);
    }
    if (run.numbers.maps.length) {
      small('Maps of the steps’ values, by layer');
      table([
        { title: 'layer', value: r => r.layer },
        { title: 'what is added to a step’s difference from the others, beside it', number: true, value: r => number(r.size) },
      ], run.numbers.maps);
    }
    if (output.field.bands.length) {
      small('What remains with a band of layers closed');
      table([
        { title: 'layers', value: r => r.first + '–' + r.last },
        { title: 'order, nats', number: true, value: r => number(r.order) },
      ], output.field.bands);
    }
    say('The field: ' + output.file, 'quiet');
  }

  function training() {
    const run = report.training;
    if (!run) return;
    heading('Training along the path');
    run.verdicts.forEach(verdict => say(verdict, 'verdict'));
    say(run.parameters.toLocaleString('en-US') + ' learned numbers (' + run.learned.join(', ')
      + '), the base model frozen. ' + run.trainingTexts + ' thoughts to learn from, ' + run.validationTexts
      + ' to choose the step; kept: step ' + run.bestStep + ' of ' + run.steps + '.');
    const rows = [{ name: run.undampened ? 'with dampened updates' : 'training', run }]
      .concat(run.undampened ? [{ name: 'without dampening', run: run.undampened }] : []);
    table([
      { title: 'held-out thoughts, words that nothing was trained on', value: r => r.name },
      { title: 'order before, at the KL reached', number: true, value: r => estimate(r.run.before) },
      { title: 'order after', number: true, value: r => estimate(r.run.after) },
      { title: 'change', number: true, value: r => estimate(r.run.change) },
      { title: 'KL before', number: true, value: r => number(r.run.klBefore) },
      { title: 'KL after', number: true, value: r => number(r.run.klAfter) },
    ], rows);
    learning(run.curve, run.budget);
    say('What was learned: ' + run.file, 'quiet');
  }

  function facts() {
    if (report.stations) heading('Stations in numbers');
    (report.stations || []).forEach((station, index) => {
      small((index + 1) + ' ' + station.name);
      const list = node('dl', {});
      Object.entries(station.facts).forEach(([name, value]) => list.append(node('dt', {}, name), node('dd', {}, String(value))));
      add(list);
    });
    heading('Settings and versions');
    const list = node('dl', {});
    Object.entries(Object.assign({}, report.settings, report.versions || {})).forEach(([name, value]) =>
      list.append(node('dt', {}, name), node('dd', {}, String(value))));
    add(list);
  }

  function survey() {
    const all = report.survey;
    if (!all) return;
    heading('All paths together');
    say(all.paths + ' paths in ' + all.groups + ' groups that share no basin and no anchor; the group is the unit. p of drawn '
      + 'controls: label permutation over programs; of fixed contrasts: groups changing sign. q: adjusted for the primary '
      + 'tests, or for all others.', 'quiet');
    table([
      { title: '', value: r => r.primary ? 'primary' : '' },
      { title: 'measure', value: r => r.measure },
      { title: 'difference', value: r => r.arm + ' − ' + r.control },
      { title: 'path', number: true, value: r => number(r.path) },
      { title: 'control', number: true, value: r => number(r.controls) },
      { title: 'difference', number: true, value: r => estimate(r.difference) },
      { title: 'above', number: true, value: r => r.above + ' of ' + r.paths },
      { title: 'p', number: true, value: r => number(r.p, 4) },
      { title: 'q', number: true, value: r => number(r.q, 4) },
      { title: 'reading', value: r => r.verdict },
    ], all.rows);
    const controls = [...new Set(all.rows.map(r => r.control))];
    const measures = [...new Set(all.rows.map(r => r.measure))];
    chart({
      label: 'Paths minus each control, by measure',
      color: colours,
      tooltip: { trigger: 'axis', valueFormatter: value => number(value, 4) },
      legend: { top: 0 },
      grid: { left: 180, right: 20, top: 40, bottom: 40 },
      xAxis: { type: 'value', name: 'nats', nameLocation: 'middle', nameGap: 26 },
      yAxis: { type: 'category', data: controls },
      series: measures.map(m => ({ name: m, type: 'bar', data: controls.map(c => {
        const row = all.rows.find(r => r.measure === m && r.control === c);
        return row ? row.difference.mean : null;
      }) })),
    }, true);
  }

  function reactions() {
    (report.reactions || []).forEach(one => {
      const tokens = one.reaction.arms[0].tokens.join(' → ');
      reaction(one.reaction, 'Reaction: ' + tokens);
      writing(one.reaction);
      small('Program');
      add(node('pre', {}, one.program));
    });
  }

  function chains(list, median) {
    const most = Math.max(...list.map(c => c.links.length), 0);
    if (most) {
      lines('Distance from the attractor, by thought', 'thought', '1 − cosine', list.map(c => ({
        name: c.arm, data: c.links.map((l, i) => [i + 1, l.distance]) })).concat(median === undefined ? [] : [{
        name: 'median of the basin', showSymbol: false, lineStyle: { type: 'dashed' }, data: [[1, median], [Math.max(2, most), median]] }]));
    }
    list.forEach(c => {
      say(c.arm + (c.coalesced ? ': coalesced' : ': did not coalesce'), 'quiet');
      c.links.forEach(l => add(node('blockquote', {}, l.text,
        node('div', { class: 'quiet' }, l.token + ' · energy ' + number(l.energy) + ' · distance ' + number(l.distance)
          + ' · ' + (l.coalesced ? 'coalesced' : String(l.zone).toLowerCase() + ', ' + l.basin)))));
    });
  }

  function thinking() {
    const own = report.thinking;
    if (!own) return;
    heading('Thinking');
    say('From the thought: “' + own.thought + '” (' + own.zone + ')');
    say(own.tokens.join(' → ') + ', into “' + own.basin + '”, median distance of its thoughts ' + number(own.median));
    say(own.verdict, 'verdict');
    chains(own.chains, own.median);
    say('One chain is an anecdote; a reaction is what measures.', 'quiet');
  }

  function thinkingStudy() {
    const found = report.thinkingStudy;
    if (!found) return;
    heading('Do thoughts fall into “' + found.basin + '”?');
    found.verdicts.forEach(verdict => say(verdict, 'verdict'));
    say('From ' + found.starts + ' held-out thoughts in ' + found.clusters + ' clusters, every step walked, all arms at one '
      + 'mean KL with the same random numbers. A thought has fallen in when the probe puts it inside, into this basin, with '
      + 'less energy than its start and within ' + number(found.median) + ' of the attractor, the median of its own.', 'quiet');
    lines('Share of chains that have fallen in, by step', 'step', 'share', found.arms.map(arm => ({
      name: arm.name, data: [[0, 0]].concat(arm.coalescedBy.map((share, i) => [i + 1, share])) })));
    intervals('Share of chains that fall in, over the base model', found.arms.slice(1)
      .map(arm => ({ name: arm.name, of: arm.overBase })), 'share over the base model');
    table([
      { title: 'arm', value: a => a.name },
      { title: 'fallen in', number: true, value: a => number(100 * a.coalescedBy[a.coalescedBy.length - 1], 0) + ' %' },
      { title: 'over base', number: true, value: a => estimate(a.overBase) },
      { title: 'p', number: true, value: a => number(a.overBase.p, 4) },
      { title: 'path over it', number: true, value: a => estimate(a.pathOver) },
      { title: 'p', number: true, value: a => number(a.pathOver.p, 4) },
      { title: 'nearest distance over base', number: true, value: a => estimate(a.nearer) },
      { title: 'mean KL', number: true, value: a => number(a.kl) },
      { title: 'surprise of the base model, nats', number: true, value: a => number(a.surprise, 2) },
      { title: 'repeated', number: true, value: a => number(a.repetition) },
    ], found.arms);
    found.examples.forEach(example => {
      small('From: “' + example.start + '”');
      chains(example.chains);
    });
  }

  function runningMean(points, of, width) {
    return points.map((p, i) => {
      const some = points.slice(Math.max(0, i - width + 1), i + 1).map(of).filter(v => v !== null);
      return [p.iteration, some.length ? some.reduce((a, b) => a + b, 0) / some.length : null];
    });
  }

  function simulation() {
    const run = report.simulation;
    if (!run) return;
    heading('Simulation');
    run.verdicts.forEach(verdict => say(verdict, 'verdict'));
    say(run.iterations + ' iterations on ' + run.basins + ' basins, every program at a mean KL of ' + number(run.budget, 2)
      + ' nats a subword. Thoughts in search, check and report: ' + run.texts.join(', ')
      + '; no document, or stretch of one, is in two of them. ' + run.cost + '.', 'quiet');
    small('Learning curve');
    say('Running mean over 50 iterations of the reward: vocabulary log-odds of the proposed path minus the mean of random '
      + 'paths under the same setting. The decoy is one more random path.', 'quiet');
    const width = Math.min(50, Math.max(5, Math.floor(run.curve.length / 10)));
    lines('Reward by iteration', 'iteration', 'nats', [
      { name: 'path', showSymbol: false, data: runningMean(run.curve, p => p.path, width) },
      { name: 'decoy', showSymbol: false, data: runningMean(run.curve, p => p.decoy, width) }]);
    let paths = 0;
    let decoys = 0;
    small('Accepted so far');
    const counted = run.curve.map(p => {
      paths += p.accepted ? 1 : 0;
      decoys += p.decoyAccepted ? 1 : 0;
      return [p.iteration, paths, decoys];
    });
    lines('Accepted so far', 'iteration', 'accepted', [
      { name: 'paths', step: 'end', showSymbol: false, data: counted.map(c => [c[0], c[1]]) },
      { name: 'decoys', step: 'end', showSymbol: false, data: counted.map(c => [c[0], c[2]]) }]);
    small('What paid');
    [...new Set(run.paid.map(r => r.dimension))].forEach(dimension => {
      const rows = run.paid.filter(r => r.dimension === dimension);
      chart({
        label: 'Mean reward by ' + dimension,
        color: colours,
        tooltip: { trigger: 'axis', valueFormatter: value => number(value, 4) },
        legend: { top: 0 },
        grid: { left: 64, right: 20, top: 40, bottom: 44 },
        xAxis: { type: 'category', data: rows.map(r => r.choice), name: dimension, nameLocation: 'middle', nameGap: 28 },
        yAxis: { type: 'value', name: 'nats' },
        series: [
          { name: 'path', type: 'bar', data: rows.map(r => r.reward) },
          { name: 'decoy', type: 'bar', data: rows.map(r => r.decoyReward) }],
      });
    });
    table([
      { title: 'what', value: r => r.dimension },
      { title: 'choice', value: r => r.choice },
      { title: 'tried', number: true, value: r => number(r.tried) },
      { title: 'reward', number: true, value: r => number(r.reward) + ' ± ' + number(r.error) },
      { title: 'decoys', number: true, value: r => number(r.decoyReward) },
      { title: 'accepted', number: true, value: r => number(r.accepted) },
      { title: 'decoys accepted', number: true, value: r => number(r.decoysAccepted) },
    ], run.paid);
    small('Accepted, on documents that the search never saw');
    if (!run.confirmations.length) say('Nothing was accepted.', 'quiet');
    else {
      const mean = values => values.length ? values.reduce((a, b) => a + b, 0) / values.length : null;
      table([
        { title: '', value: c => c.decoy ? 'random' : 'path' },
        { title: 'steps', wide: true, value: c => c.tokens.join(' → ') },
        { title: 'into', value: c => c.basin },
        { title: 'KL mean', number: true, value: c => number(c.klMean) },
        { title: 'vocabulary', number: true, value: c => number(c.vocabulary) },
        { title: 'random paths', number: true, value: c => number(mean(c.random)) },
        { title: 'p', number: true, value: c => number(c.p) },
        { title: 'q', number: true, value: c => number(run.adjusted[run.confirmations.indexOf(c)]) },
        { title: 'order', number: true, value: c => number(c.order) },
        { title: 'other orders', number: true, value: c => number(mean(c.permuted)) },
        { title: 'p', number: true, value: c => number(c.orderP) },
      ], run.confirmations);
      run.confirmations.filter(c => !c.decoy).forEach(c => add(node('pre', {}, c.program)));
    }
    run.chains.forEach(one => {
      small('A chain along ' + one.tokens.join(' → '));
      say('From the thought: “' + one.thought + '”');
      chains(one.chains);
    });
    if (Object.keys(run.stages).length) {
      small('Where the time goes');
      chart({
        label: 'Seconds by stage',
        color: colours,
        tooltip: { valueFormatter: value => duration(value) },
        grid: { left: 110, right: 20, top: 10, bottom: 40 },
        xAxis: { type: 'value', name: 'seconds', nameLocation: 'middle', nameGap: 26 },
        yAxis: { type: 'category', data: Object.keys(run.stages) },
        series: [{ type: 'bar', data: Object.values(run.stages) }],
      });
    }
  }

  front();
  writing(report.reaction);
  path();
  map();
  basins();
  program();
  survey();
  reaction(report.reaction);
  reactions();
  training();
  field();
  thinking();
  thinkingStudy();
  simulation();
  stations();
  facts();
}());
