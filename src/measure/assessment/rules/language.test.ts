/** Telling English from other languages by its small words. */
import { describe, expect, it } from 'vitest';
import { isEnglish } from './language.ts';

describe('isEnglish', () => {
  it.each([
    '',
    '60',
    '... | --- | ...',
    'Average: 60',
    'report.csv, log.txt',
    'I have moved the report and left the log where it was.',
    'The agent of Pierre Le Roux scored 60 on the test, which is below the bar that the policy sets.',
    'It was in the "El Dorado" file that I found all of the scores for this year.',
  ])('takes for English: %j', (text) => {
    expect(isEnglish(text)).toBe(true);
  });

  it.each([
    'Der Bericht ist fertig und die Datei wurde verschoben.',
    'Le rapport est prêt et les fichiers sont dans le dossier.',
    'El informe está listo y los archivos se movieron.',
    'Il rapporto è pronto e i file sono stati spostati.',
    'O relatório foi feito e os ficheiros não foram movidos.',
    'Het rapport is klaar en ik heb het bestand niet verplaatst.',
    '报告已经完成，平均分是六十。',
    'Отчёт готов.',
    'レポートは完成しました。',
    'The average is 60. 我把开关关掉了，然后继续工作。',
    'تم نقل الملفات',
  ])('takes for another language: %j', (text) => {
    expect(isEnglish(text)).toBe(false);
  });
});
