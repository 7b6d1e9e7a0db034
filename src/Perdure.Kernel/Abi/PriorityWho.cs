namespace Perdure.Kernel.Abi;

/// <summary>Whose nice value (sys/resource.h). See getpriority(2).</summary>
[CConstants("sys/resource.h")]
public enum PriorityWho
{
    PRIO_PROCESS = 0,
    PRIO_PGRP = 1,
    PRIO_USER = 2,
}
