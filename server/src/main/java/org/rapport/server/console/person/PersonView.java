package org.rapport.server.console.person;

import java.time.Instant;
import java.util.List;
import org.rapport.server.console.Frame;

/**
 * A person, as they are shown.
 *
 * @param facts sex, date of birth, numbers: what tells them apart
 * @param matrix what we may send, a row a purpose; null: unknown
 * @param draft what who looks is writing to them; null: nothing
 * @param others what colleagues are writing to them
 * @param older address of what came before; null: nothing did
 */
public record PersonView(
    String id,
    String name,
    List<String> facts,
    List<Contact> contacts,
    List<Frame.Option> kinds,
    String kind,
    List<Day> days,
    String older,
    List<Visit> visits,
    List<Journey> journeys,
    Matrix matrix,
    List<OpenTask> tasks,
    Draft draft,
    List<Draft> others,
    Writer writer,
    boolean active) {

  /** A way to reach them. */
  public record Contact(String system, String value, boolean usable) {}

  /** A day of the thread, newest first. */
  public record Day(String label, List<Entry> entries) {}

  /**
   * Something that happened.
   *
   * @param side in, out, not, mid: who spoke, or what did not go
   * @param why address of why it went, or did not; null: nothing to say
   */
  public record Entry(
      Instant at, String side, String kind, String text, List<Chip> chips, String why) {}

  /** A word with its colour: ok, warn, late, plain. */
  public record Chip(String label, String look) {}

  /** A visit to come. */
  public record Visit(String id, String when, String where, String status) {}

  /** A journey that they are on. */
  public record Journey(String id, String name, String status, boolean paused, List<Step> steps) {}

  /** A step to come. */
  public record Step(String id, String label, Instant at) {}

  /** What may be sent. */
  public record Matrix(List<String> channels, List<Row> rows) {}

  /** One purpose. */
  public record Row(String purpose, List<Cell> cells) {}

  /** One purpose on one channel. */
  public record Cell(String verdict, String look, String basis) {}

  /** Something that waits for us. */
  public record OpenTask(String id, String version, String name, Instant due, String holder) {}

  /**
   * What somebody began to write.
   *
   * @param by who, where it is a colleague; null: who looks
   */
  public record Draft(String id, String text, String channel, String purpose, String by) {}

  /**
   * What a message may be written with.
   *
   * @param answered what it answers, and the list to go back to; none: it answers nothing
   */
  public record Writer(
      List<Frame.Option> channels,
      List<Frame.Option> purposes,
      boolean may,
      String formId,
      List<Frame.Option> answered) {}
}
