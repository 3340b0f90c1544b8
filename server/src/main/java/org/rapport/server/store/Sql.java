package org.rapport.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Date;

/** Instants and lists as PostgreSQL's driver takes and gives them. Null stays null. */
public final class Sql {
  private Sql() {}

  /** An instant as {@code timestamptz}. */
  public static OffsetDateTime at(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  /** A FHIR date as {@code timestamptz}. */
  public static OffsetDateTime at(Date date) {
    return date == null ? null : at(date.toInstant());
  }

  /** A {@code timestamptz} column. */
  public static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  /** Text as {@code text[]}. */
  public static String[] array(Collection<String> values) {
    return values.toArray(String[]::new);
  }

  /** A {@code text[]} column. */
  public static String[] strings(ResultSet row, String column) throws SQLException {
    return row.getArray(column) == null
        ? new String[0]
        : (String[]) row.getArray(column).getArray();
  }
}
