namespace Perdure.Kernel.Abi;

/// <summary>Whose I/O priority (linux/ioprio.h). See ioprio_set(2).</summary>
[CConstants("linux/ioprio.h")]
public enum IoPriorityWho
{
    IOPRIO_WHO_PROCESS = 1,
    IOPRIO_WHO_PGRP = 2,
    IOPRIO_WHO_USER = 3,
}
