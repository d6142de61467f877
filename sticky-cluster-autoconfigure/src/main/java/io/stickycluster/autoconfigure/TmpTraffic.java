package io.stickycluster.autoconfigure;

import org.springframework.context.annotation.*;

import io.stickycluster.instance.InstanceTraffic;

@Configuration(proxyBeanMethods = false)
@ConditionalOnClusterRole(ClusterRole.SUPERVISOR)
class TmpTraffic {

	@Bean
	InstanceTraffic traffic() {
		return InstanceTraffic.NONE;
	}

}
