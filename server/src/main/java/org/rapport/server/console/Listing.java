package org.rapport.server.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;

/**
 * A page that is a table: what is asked of it, its columns, a row each, and what may be done about
 * a row. Most pages of the console are one. Built up by the page, then shown.
 */
public final class Listing {
  private static final int MANY = 6;

  /** So many letters have room beside each other on a tablet, with the gaps of five columns. */
  private static final int TABLET = 50;

  private final Desk desk;
  private final String key;
  private final List<Filter> filters = new ArrayList<>();
  private final List<Tile> tiles = new ArrayList<>();
  private final List<Cell> above = new ArrayList<>();
  private List<String> columns = List.of();
  private final List<Row> rows = new ArrayList<>();
  private String next;
  private boolean lives;
  private boolean prints;

  private Listing(Desk desk, String key) {
    this.desk = desk;
    this.key = key;
  }

  /**
   * A page with words below a key: {@code <key>.lead}, {@code <key>.empty}, {@code
   * <key>.empty.what}, and {@code nav.<key>} as its title.
   */
  public static Listing of(Desk desk, String key) {
    return new Listing(desk, key);
  }

  /**
   * Something that is asked of the page.
   *
   * @param type select, date or search
   */
  public record Filter(
      String name, String label, String type, String value, List<Frame.Option> options) {}

  /**
   * A figure on top.
   *
   * @param behind where what it counts is listed; null: nowhere
   * @param line points of a line over time, as {@code polyline} takes them, in 640 by 160; null:
   *     none
   */
  public record Tile(
      String label, String figure, String detail, String behind, String href, List<String> line) {}

  /**
   * What stands in a row under a column.
   *
   * @param href where it leads; null: nowhere
   * @param look of a chip: ok, warn, late, plain; null: plain text
   * @param acts what may be done
   * @param bar how much of the greatest it is, of 100; 0: no bar
   */
  public record Cell(String text, String href, String look, List<Act> acts, long bar) {
    private static final int SHORT_TEXT = 16;
    private static final int LONG_WORD = 22;
    private static final int LONG_TEXT = 70;

    /** How its chip is set: a short word is not broken. */
    public String chip() {
      return isBrief() ? look + " brief" : look;
    }

    private boolean isBrief() {
      return text.length() <= SHORT_TEXT;
    }

    /** Letters that cannot be broken. */
    int width() {
      if (look != null && isBrief()) {
        return text.length();
      }
      return Arrays.stream(text.split("[\\s-]"))
          .mapToInt(word -> Math.min(word.length(), LONG_WORD))
          .max()
          .orElse(0);
    }

    boolean isLong() {
      return text.length() > LONG_TEXT;
    }

    /**
     * How it stands in a row that is a card: not at all where it is empty, wide where it is long.
     */
    public String place() {
      return text.isEmpty() && acts.isEmpty() && bar == 0 ? "none" : isLong() ? "span" : null;
    }

    /** How it is set: a word that no column is as wide as, such as an address, may be broken. */
    public String wraps() {
      return Arrays.stream(text.split("\\s")).anyMatch(word -> word.length() > LONG_WORD)
          ? "long"
          : null;
    }
  }

  /**
   * A form of one button.
   *
   * @param danger whether it cannot be undone, or leaves the house
   * @param reason whether it wants one, in words
   */
  public record Act(
      String action, String label, Map<String, String> fields, boolean danger, boolean reason) {}

  /** A row, with the id of what it is about. */
  public record Row(String id, List<Cell> cells) {}

  /** Plain text; null is nothing. */
  public static Cell text(String text) {
    return new Cell(text == null ? "" : text, null, null, List.of(), 0);
  }

  /** A link; plain text where there is no address. */
  public static Cell link(String text, String href) {
    return new Cell(text == null ? "" : text, href, null, List.of(), 0);
  }

  /** A chip. */
  public static Cell chip(String text, String look) {
    return new Cell(
        text == null ? "" : text, null, text == null || text.isEmpty() ? null : look, List.of(), 0);
  }

  /** A bar as long as a number is of the greatest; the number itself stands beside it. */
  public static Cell bar(long number, long greatest) {
    return new Cell(
        "", null, null, List.of(), number == 0 ? 0 : Math.max(1, 100 * number / greatest));
  }

  /** What may be done about the row. */
  public static Cell acts(List<Act> acts) {
    return new Cell("", null, null, acts, 0);
  }

  /** A choice, of which the page is shown again. */
  public Listing filter(String name, List<Frame.Option> options) {
    return filter(name, "select", options, "");
  }

  /** What is typed. */
  public Listing search(String name) {
    return filter(name, "search", List.of(), "");
  }

  /** A day. */
  public Listing date(String name, String without) {
    return filter(name, "date", List.of(), without);
  }

  private Listing filter(String name, String type, List<Frame.Option> options, String without) {
    filters.add(new Filter(name, say("filter." + name), type, desk.asked(name, without), options));
    return this;
  }

  /** A link or chip above the table. */
  public Listing above(Cell cell) {
    above.add(cell);
    return this;
  }

  /** A figure on top. */
  public Listing tile(String label, String figure, String detail, String href) {
    return tile(new Tile(label, figure, detail, null, href, null));
  }

  /** The same with all that it may have. */
  public Listing tile(Tile tile) {
    tiles.add(tile);
    return this;
  }

  /** The heads of the columns, by {@code col.<key>}. */
  public Listing columns(String... keys) {
    columns = Arrays.stream(keys).map(one -> say("col." + one)).toList();
    return this;
  }

  /** A row. */
  public Listing row(String id, Cell... cells) {
    rows.add(new Row(id, List.of(cells)));
    return this;
  }

  /** Where it goes on; null: it does not. */
  public Listing next(String address) {
    this.next = address;
    return this;
  }

  /**
   * Goes on after the rows of this page, if it is full.
   *
   * @param found how many rows it has
   * @param rows how many one has at most
   */
  public Listing after(int found, int rows) {
    return next(
        found < rows ? null : desk.with("after", Integer.toString(desk.number("after") + rows)));
  }

  /** Whether it is shown anew when something changes. */
  public Listing live() {
    this.lives = true;
    return this;
  }

  /** That it is one for paper: it offers to be printed, where there is something above it. */
  public Listing prints() {
    this.prints = true;
    return this;
  }

  /** The page. */
  public ResponseEntity<String> show() {
    return show("nav." + key);
  }

  /** The page, with a title of its own. */
  public ResponseEntity<String> show(String title) {
    return desk.page(title, "listing.jte", this);
  }

  private String say(String name) {
    return desk.words().say(name);
  }

  public String key() {
    return key;
  }

  public List<Filter> filters() {
    return filters;
  }

  public List<Tile> tiles() {
    return tiles;
  }

  public List<Cell> above() {
    return above;
  }

  public List<String> columns() {
    return columns;
  }

  public List<Row> rows() {
    return rows;
  }

  /** How its table is set: with many or wide columns, or long texts, a row is a card sooner. */
  public String shape() {
    boolean full =
        columns.size() >= MANY
            || width() > TABLET
            || rows.stream().anyMatch(row -> row.cells().stream().anyMatch(Cell::isLong));
    return full ? "stack many" : "stack";
  }

  private int width() {
    int width = 0;
    for (int column = 0; column < columns.size(); column++) {
      int at = column;
      width +=
          rows.stream()
              .filter(row -> row.cells().size() > at)
              .mapToInt(row -> row.cells().get(at).width())
              .max()
              .orElse(0);
    }
    return width;
  }

  public String next() {
    return next;
  }

  /** Whether it offers to be printed. */
  public boolean isPrinted() {
    return prints;
  }

  public boolean lives() {
    return lives;
  }
}
