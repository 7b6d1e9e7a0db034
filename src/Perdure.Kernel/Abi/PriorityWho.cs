#pragma warning disable CS1591 // The names are the kernel's; getpriority(2) is their documentation.
namespace Perdure.Kernel.Abi;

/// <summary>Whose nice value (sys/resource.h).</summary>
[CConstants("sys/resource.h")]
public enum PriorityWho
{
    PRIO_PROCESS = 0,
    PRIO_PGRP = 1,
    PRIO_USER = 2,
}
