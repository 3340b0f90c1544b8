package org.rapport.server.console.today;

import java.time.Instant;
import java.util.List;
import org.rapport.server.console.Frame;

/**
 * The worklist, as it is shown.
 *
 * @param next address of the next page; null: this is the last
 * @param crises how many there are at this place, whatever is filtered
 */
public record TodayView(
    List<Tab> kinds, List<Tab> whose, List<Row> rows, long total, String next, long crises) {

  /** A filter: where it leads, and how many there are; null: not counted. */
  public record Tab(String label, String href, Long count, boolean current) {}

  /**
   * Somebody who waits.
   *
   * @param state crisis, late, soon, open, none: the class of how it looks
   * @param due when the promise ends; null: none was made
   * @param said what they wrote last; null: nothing
   * @param telephone as it is dialled; null: none
   * @param holder who works on it; null: nobody
   * @param mine whether that is who looks
   * @param lead whether a call is about an inquiry
   * @param version of the Task
   * @param answer where they are answered, with this list to come back to; null: nobody asked
   */
  public record Row(
      String task,
      String version,
      String patient,
      String name,
      String kind,
      String state,
      Instant due,
      String about,
      List<String> facts,
      String said,
      String telephone,
      String holder,
      boolean mine,
      boolean lead,
      boolean call,
      List<Frame.Option> outcomes,
      String formId,
      String answer) {}

  /** How many rows there are, as it is said. */
  public String many() {
    return total >= 10_000 ? "10,000+" : Long.toString(total);
  }
}
