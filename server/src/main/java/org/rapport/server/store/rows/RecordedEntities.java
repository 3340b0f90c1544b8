package org.rapport.server.store.rows;

import ca.uhn.fhir.jpa.model.entity.EntityIndexStatusEnum;
import ca.uhn.fhir.jpa.model.entity.ResourceHistoryTable;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.BeforeExecutionGenerator;
import org.hibernate.generator.EventType;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.search.mapper.orm.Search;

/**
 * What HAPI gives its entity manager to keep, kept until it is asked to store it. Keys come from
 * Hibernate's generators, so that whoever writes beside it takes others.
 */
final class RecordedEntities {
  private final EntityManager real;
  private final Map<Class<?>, List<Object>> entities = new LinkedHashMap<>();

  RecordedEntities(EntityManager real) {
    this.real = real;
  }

  /** Takes a new entity and gives it its key. */
  void persist(Object entity) {
    SessionFactoryImplementor factory = session().getFactory();
    EntityPersister persister =
        factory.getMappingMetamodel().getEntityDescriptor(entity.getClass());
    if (persister.getGenerator() instanceof BeforeExecutionGenerator generator) {
      Object key =
          generator.generate(
              session(), entity, persister.getIdentifier(entity, session()), EventType.INSERT);
      persister.setIdentifier(entity, key, session());
    }
    factory.getEventEngine().getCallbackRegistry().preCreate(entity);
    entities.computeIfAbsent(entity.getClass(), c -> new ArrayList<>()).add(entity);
  }

  /** Stores what was recorded, resources first, and begins anew. Needs the transaction. */
  void store() {
    if (entities.isEmpty()) {
      return;
    }
    // They may refer to what Hibernate has yet to send.
    real.flush();
    // Hibernate would have found them by cascade.
    for (Object resource : List.copyOf(entities.getOrDefault(ResourceTable.class, List.of()))) {
      ((ResourceTable) resource).getTags().forEach(this::persist);
    }
    for (Object version :
        List.copyOf(entities.getOrDefault(ResourceHistoryTable.class, List.of()))) {
      ((ResourceHistoryTable) version).getTags().forEach(this::persist);
    }
    Map<Class<?>, List<Object>> all = new LinkedHashMap<>(entities);
    entities.clear();
    all.forEach((type, rows) -> new EntityRows(session(), type).insert(rows));
    // Hibernate Search would have seen them in the session.
    for (Object resource : all.getOrDefault(ResourceTable.class, List.of())) {
      if (((ResourceTable) resource).getIndexStatus() == EntityIndexStatusEnum.INDEXED_ALL) {
        Search.session(real).indexingPlan().addOrUpdate(resource);
      }
    }
  }

  private SharedSessionContractImplementor session() {
    return real.unwrap(SharedSessionContractImplementor.class);
  }
}
