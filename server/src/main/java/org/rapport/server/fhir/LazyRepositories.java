package org.rapport.server.fhir;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactoryBean;
import org.springframework.data.repository.Repository;
import org.springframework.stereotype.Component;

/**
 * Makes HAPI's repositories when they are first called: each has its queries parsed when it is
 * made, and most are never called here. It is what Spring Data's bootstrap mode "lazy" does, which
 * only the annotation that enables repositories can set, and that annotation is HAPI's.
 */
@Component
class LazyRepositories implements BeanFactoryPostProcessor {
  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    for (String name : beans.getBeanNamesForType(JpaRepositoryFactoryBean.class, true, false)) {
      var definition = beans.getBeanDefinition(name.startsWith("&") ? name.substring(1) : name);
      definition.setLazyInit(true);
      definition.getPropertyValues().add("lazyInit", true);
    }
    ((DefaultListableBeanFactory) beans)
        .setAutowireCandidateResolver(
            new ContextAnnotationAutowireCandidateResolver() {
              @Override
              protected boolean isLazy(DependencyDescriptor dependency) {
                return super.isLazy(dependency)
                    || Repository.class.isAssignableFrom(dependency.getDependencyType());
              }
            });
  }
}
