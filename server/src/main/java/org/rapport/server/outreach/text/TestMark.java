package org.rapport.server.outreach.text;

import org.rapport.server.outreach.text.MessageText.Text;
import org.springframework.stereotype.Component;

/** Marks a message that staff send to themselves, where it is read first. */
@Component
public class TestMark {
  private final AnswerTexts answers;

  TestMark(AnswerTexts answers) {
    this.answers = answers;
  }

  /** The same words behind the mark in their language; an e-mail has it in its subject besides. */
  public Text on(Text text) {
    String mark = answers.words("test-mark", text.language()) + " ";
    return new Text(
        text.subject() == null ? null : mark + text.subject(),
        mark + text.body(),
        text.language(),
        text.template());
  }
}
