import { preferences } from '../layout/preferences'

type Note = { hertz: number; from: number; for: number; shape: OscillatorType }

/** Short and high is right, long and low is wrong: to be told apart in a loud hall, without looking. */
const NOTES: Record<'good' | 'bad' | 'done', Note[]> = {
  good: [{ hertz: 1_320, from: 0, for: 0.09, shape: 'sine' }],
  done: [
    { hertz: 880, from: 0, for: 0.09, shape: 'sine' },
    { hertz: 1_320, from: 0.1, for: 0.16, shape: 'sine' },
  ],
  bad: [
    { hertz: 196, from: 0, for: 0.22, shape: 'square' },
    { hertz: 147, from: 0.26, for: 0.34, shape: 'square' },
  ],
}

const VIBRATIONS = { good: [40], done: [40, 60, 120], bad: [220, 90, 220] }

const PREFERENCE = 'scan-sound'

export const sound = {
  isOn: () => preferences.read(PREFERENCE) !== 'off',
  turn: (isOn: boolean) => preferences.write(PREFERENCE, isOn ? 'on' : 'off'),
}

let context: AudioContext | null = null

/** Tells the ear and the hand what the screen tells the eye. Devices that cannot are left in peace. */
export function signal(kind: 'good' | 'bad' | 'done') {
  navigator.vibrate?.(VIBRATIONS[kind])
  if (!sound.isOn() || typeof AudioContext === 'undefined') return
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume()
  for (const note of NOTES[kind]) play(context, note)
}

function play(audio: AudioContext, { hertz, from, for: length, shape }: Note) {
  const start = audio.currentTime + from
  const tone = new OscillatorNode(audio, { frequency: hertz, type: shape })
  const volume = new GainNode(audio, { gain: 0.25 })
  volume.gain.setValueAtTime(0.25, start + length - 0.02)
  volume.gain.linearRampToValueAtTime(0, start + length)
  tone.connect(volume).connect(audio.destination)
  tone.start(start)
  tone.stop(start + length)
}
