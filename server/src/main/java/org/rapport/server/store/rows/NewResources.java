package org.rapport.server.store.rows;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.model.DaoMethodOutcome;
import ca.uhn.fhir.jpa.dao.JpaResourceDao;
import ca.uhn.fhir.jpa.dao.JpaResourceDaoComposition;
import ca.uhn.fhir.jpa.dao.JpaResourceDaoEncounter;
import ca.uhn.fhir.jpa.dao.JpaResourceDaoPatient;
import ca.uhn.fhir.jpa.dao.index.DaoSearchParamSynchronizer;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.stereotype.Component;

/**
 * Stores new resources: HAPI's data access objects do what they always do (hooks, search
 * parameters, tags, history), and what they would have Hibernate keep is stored a table at a time.
 * Updates, deletions and types that HAPI stores in a way of their own are not taken.
 */
@Component
public class NewResources {
  private static final Logger log = LoggerFactory.getLogger(NewResources.class);

  /** HAPI's objects that store as any other does; those of Patient and the like read more. */
  private static final Set<Class<?>> STORE_ALIKE =
      Set.of(
          JpaResourceDao.class,
          JpaResourceDaoPatient.class,
          JpaResourceDaoEncounter.class,
          JpaResourceDaoComposition.class);

  private final DaoRegistry daos;
  private final AutowireCapableBeanFactory beans;
  private final FhirContext context;
  private final boolean on;
  private final Map<Class<?>, Optional<Recorded<?>>> byType = new ConcurrentHashMap<>();
  private final Nested<RecordedEntities> running = new Nested<>();

  @PersistenceContext private EntityManager entities;

  /**
   * For HAPI's context.
   *
   * @param on false: takes nothing, so that HAPI stores everything
   */
  public NewResources(
      DaoRegistry daos,
      AutowireCapableBeanFactory beans,
      FhirContext context,
      @Value("${rapport.bulk-writes}") boolean on) {
    this.daos = daos;
    this.beans = beans;
    this.context = context;
    this.on = on;
  }

  /** What is stored together, in the caller's transaction. */
  public final class Batch {
    private final RecordedEntities recorded = new RecordedEntities(entities);

    private Batch() {}

    /**
     * Takes a new resource, with everything but its rows.
     *
     * @param details knows that it is new, and the rows of what it refers to
     * @return false: nothing was done, and HAPI is to store it
     */
    public <R extends Resource> boolean take(R resource, TransactionDetails details) {
      return take(
              resource,
              dao -> dao.update(resource, null, true, false, new SystemRequestDetails(), details))
          .isPresent();
    }

    /**
     * Takes a new resource in a way of the caller's.
     *
     * @param write makes it by the object that it is given, and nothing else
     * @return empty: nothing was done, and HAPI is to store it
     */
    <R extends Resource> Optional<DaoMethodOutcome> take(
        R resource, Function<IFhirResourceDao<R>, DaoMethodOutcome> write) {
      @SuppressWarnings("unchecked")
      Class<R> type = (Class<R>) resource.getClass();
      Optional<Recorded<R>> dao = dao(type);
      if (dao.isEmpty()) {
        return Optional.empty();
      }
      return running.during(recorded, () -> Optional.of(write.apply(dao.get())));
    }

    /** Stores what was taken. */
    public void store() {
      recorded.store();
    }
  }

  /** Begins a batch; needs a transaction. What a hook has interrupted is stored before. */
  public Batch batch() {
    if (running.get() != null) {
      running.get().store();
    }
    return new Batch();
  }

  @SuppressWarnings("unchecked")
  private <R extends Resource> Optional<Recorded<R>> dao(Class<R> type) {
    return (Optional<Recorded<R>>)
        (Optional<?>) byType.computeIfAbsent(type, t -> Optional.ofNullable(made(type)));
  }

  private <R extends Resource> Recorded<R> made(Class<R> type) {
    try {
      return make(type);
    } catch (RuntimeException | LinkageError e) {
      // Another HAPI than the one that this was written with: everything goes on, slower.
      log.warn("{} are stored row by row", type.getSimpleName(), e);
      return null;
    }
  }

  private <R extends Resource> Recorded<R> make(Class<R> type) {
    if (!on || !STORE_ALIKE.contains(AopUtils.getTargetClass(daos.getResourceDao(type)))) {
      return null;
    }
    Recorded<R> dao = new Recorded<>();
    dao.setResourceType(type);
    dao.setContext(context);
    beans.autowireBean(dao);
    // Made ready as a bean is, but for the proxies.
    beans.applyBeanPostProcessorsBeforeInitialization(dao, "recorded" + type.getSimpleName());
    DaoSearchParamSynchronizer synchronizer = new DaoSearchParamSynchronizer();
    beans.autowireBean(synchronizer);
    EntityManager recorder = recorder();
    synchronizer.setEntityManager(recorder);
    dao.setDaoSearchParamSynchronizer(synchronizer);
    dao.record(recorder);
    return dao;
  }

  /** The entity manager of the transaction, but for what it is to keep. */
  private EntityManager recorder() {
    return (EntityManager)
        Proxy.newProxyInstance(
            EntityManager.class.getClassLoader(),
            new Class<?>[] {EntityManager.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("persist")) {
                running.get().persist(arguments[0]);
                return null;
              }
              try {
                return method.invoke(entities, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** HAPI's own, with another entity manager. */
  static final class Recorded<R extends Resource> extends JpaResourceDao<R> {
    void record(EntityManager recorder) {
      this.myEntityManager = recorder;
    }
  }
}
