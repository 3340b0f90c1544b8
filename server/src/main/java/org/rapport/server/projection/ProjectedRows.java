package org.rapport.server.projection;

/**
 * Rows that one projector writes: a whole table, or its part of one that several types share.
 *
 * @param table without its schema
 * @param condition in SQL; which rows are this projector's
 */
public record ProjectedRows(String table, String condition) {

  /** A table that no other projector writes. */
  public static ProjectedRows all(String table) {
    return new ProjectedRows(table, "true");
  }

  /** Those rows of a table for which a condition holds. */
  public static ProjectedRows where(String table, String condition) {
    return new ProjectedRows(table, condition);
  }
}
