package org.rapport.server.web;

import java.util.List;
import java.util.Map;
import org.rapport.server.consent.RiskNotice;

/** What the templates of the patients' pages show, a type for each that shows more than words. */
public final class Views {
  private Views() {}

  /**
   * A visit: when and where, what to know before, and whether it can still be answered.
   *
   * @param zone how its clock is called; null where it goes without saying, as for every part that
   *     is not known
   * @param open whether an answer is taken
   * @param confirmed whether it was confirmed before
   * @param born the date of birth that opened the page; null where none was asked
   */
  public record Visit(
      String date,
      String time,
      String zone,
      String where,
      String directions,
      String parking,
      String bring,
      String paperwork,
      boolean open,
      boolean confirmed,
      String born) {}

  /**
   * A form.
   *
   * @param asksForTyped whether what was typed before is shown to who knows a part of it
   * @param hidden what goes with it unseen, by name
   * @param keep whether it can be sent half filled
   */
  public record Form(
      boolean asksForTyped, List<Group> groups, Map<String, String> hidden, boolean keep) {}

  /**
   * Questions under one legend.
   *
   * @param closed whether it need not be seen at first
   * @param open whether it is all the same
   * @param notice of the channels' risks, beside boxes of permission; null elsewhere
   */
  public record Group(
      String legend, List<Item> items, boolean closed, boolean open, Notice notice) {}

  /** What there is to know of the channels, by its version. */
  public record Notice(String text, String version) {
    static Notice in(String language) {
      return new Notice(RiskNotice.text(language), RiskNotice.version());
    }
  }

  /** How a question is asked. */
  public enum Kind {
    /** One line. */
    TEXT,
    /** Several lines. */
    AREA,
    /** One of some. */
    SELECT,
    /** Yes, or not. */
    CHECK
  }

  /**
   * A question.
   *
   * @param input HTML's type of a line
   * @param error what is wrong with the answer; null: nothing
   * @param most characters that are taken
   * @param autocomplete what a browser may fill in; null: nothing
   * @param chosen whether a box is ticked
   * @param permission whether a box allows us to write
   */
  public record Item(
      Kind kind,
      String name,
      String label,
      String value,
      String error,
      int most,
      String input,
      String autocomplete,
      List<Option> options,
      boolean chosen,
      boolean permission) {

    /** For {@code aria-invalid}: null where nothing is wrong. */
    public String invalid() {
      return error == null ? null : "true";
    }

    /** Of the paragraph that says what is wrong; null where nothing is. */
    public String errorId() {
      return error == null ? null : "e-" + name;
    }
  }

  /** One of those to choose from. */
  public record Option(String value, String label, boolean chosen) {}

  /**
   * Free times.
   *
   * @param free to choose from
   * @param held the one that is kept for them meanwhile; null: none
   */
  public record Booking(List<Time> free, Time held) {}

  /** A free time, by its Slot's id. */
  public record Time(String slot, String label) {}

  /**
   * What the clinic may write, and when not.
   *
   * @param quietFrom as a time field has it; null where there are no hours of their own
   */
  public record Preferences(List<Row> rows, Notice notice, String quietFrom, String quietUntil) {}

  /** A purpose. */
  public record Row(String label, List<Cell> cells) {}

  /** A purpose on one channel. */
  public record Cell(String name, boolean on, String label) {}
}
