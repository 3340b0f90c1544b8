package org.rapport.server.store.rows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.JavaType;

/**
 * Inserts entities of one class by one statement, {@code insert … select from unnest(…)}. Columns,
 * converters and keys are those of Hibernate's mapping; listeners, cascades and the session's own
 * memory are left out.
 */
final class EntityRows {
  /** How PostgreSQL calls the types that HAPI's tables have. */
  private static final Map<Integer, String> TYPES =
      Map.ofEntries(
          Map.entry(SqlTypes.BIGINT, "bigint"),
          Map.entry(SqlTypes.INTEGER, "integer"),
          Map.entry(SqlTypes.SMALLINT, "smallint"),
          Map.entry(SqlTypes.TINYINT, "smallint"),
          Map.entry(SqlTypes.BOOLEAN, "boolean"),
          Map.entry(SqlTypes.DOUBLE, "double precision"),
          Map.entry(SqlTypes.FLOAT, "double precision"),
          Map.entry(SqlTypes.NUMERIC, "numeric"),
          Map.entry(SqlTypes.DECIMAL, "numeric"),
          Map.entry(SqlTypes.DATE, "date"),
          Map.entry(SqlTypes.TIMESTAMP, "timestamp"),
          Map.entry(SqlTypes.TIMESTAMP_UTC, "timestamp"),
          Map.entry(SqlTypes.CHAR, "text"),
          Map.entry(SqlTypes.VARCHAR, "text"),
          Map.entry(SqlTypes.LONG32VARCHAR, "text"),
          Map.entry(SqlTypes.LONGVARCHAR, "text"));

  /** A column with its values, a row each; null where it has none. */
  private record Column(String type, Object[] values) {}

  private final SharedSessionContractImplementor session;
  private final EntityPersister persister;

  EntityRows(SharedSessionContractImplementor session, Class<?> entity) {
    this.session = session;
    this.persister = session.getFactory().getMappingMetamodel().getEntityDescriptor(entity);
  }

  /**
   * Inserts them by the connection of the session's transaction, after whatever the session has
   * sent there already.
   *
   * @throws org.hibernate.HibernateException what Hibernate makes of the database's refusal
   */
  void insert(Collection<?> entities) {
    Map<String, Column> columns = columns(entities);
    String names = String.join(", ", columns.keySet());
    String arrays =
        columns.values().stream()
            .map(column -> "cast(? as " + column.type() + "[])")
            .collect(Collectors.joining(", "));
    String sql =
        "insert into %s (%s) select * from unnest(%s)"
            .formatted(persister.getIdentifierTableName(), names, arrays);
    try {
      execute(
          session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection(),
          sql,
          columns.values());
    } catch (SQLException e) {
      throw session
          .getJdbcServices()
          .getSqlExceptionHelper()
          .convert(e, "New rows of " + persister.getIdentifierTableName(), sql);
    }
  }

  private static void execute(Connection connection, String sql, Collection<Column> columns)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 1;
      for (Column column : columns) {
        statement.setArray(index++, connection.createArrayOf(column.type(), column.values()));
      }
      statement.executeUpdate();
    }
  }

  private Map<String, Column> columns(Collection<?> entities) {
    Map<String, Column> columns = new LinkedHashMap<>();
    int row = 0;
    for (Object entity : entities) {
      Values values = new Values(columns, row++, entities.size(), session);
      persister
          .getIdentifierMapping()
          .decompose(persister.getIdentifier(entity, session), 0, null, null, values, session);
      for (int i = 0; i < persister.getAttributeMappings().size(); i++) {
        AttributeMapping attribute = persister.getAttributeMappings().get(i);
        if (attribute.isPluralAttributeMapping()) {
          continue;
        }
        attribute.decompose(
            attribute.getPropertyAccess().getGetter().get(entity), 0, null, null, values, session);
      }
    }
    return columns;
  }

  /** Takes what an attribute is in the database, by column. */
  private record Values(
      Map<String, Column> columns, int row, int rows, SharedSessionContractImplementor session)
      implements ModelPart.JdbcValueBiConsumer<Object, Object> {
    @Override
    public void consume(
        int index, Object none, Object nothing, Object value, SelectableMapping selectable) {
      if (!selectable.isInsertable()) {
        return;
      }
      JdbcMapping mapping = selectable.getJdbcMapping();
      String type = TYPES.get(mapping.getJdbcType().getDdlTypeCode());
      if (type == null) {
        if (value == null) {
          return;
        }
        throw new IllegalStateException(
            "No array of the type of " + selectable.getSelectionExpression());
      }
      Column column =
          columns.computeIfAbsent(
              selectable.getSelectionExpression(), name -> new Column(type, new Object[rows]));
      column.values()[row] = value == null ? null : bound(mapping, value);
    }

    // As Hibernate's binders do: an enumeration is its name or its number, a date a timestamp.
    @SuppressWarnings({"unchecked", "rawtypes"})
    private Object bound(JdbcMapping mapping, Object value) {
      Class<?> wanted = mapping.getJdbcType().getPreferredJavaTypeClass(session);
      JavaType type = mapping.getJdbcJavaType();
      return wanted == null || wanted.isInstance(value)
          ? value
          : type.unwrap(value, wanted, session);
    }
  }
}
