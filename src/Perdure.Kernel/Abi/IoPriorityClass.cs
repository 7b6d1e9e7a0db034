namespace Perdure.Kernel.Abi;

/// <summary>Classes of I/O priority, the bits from 13 on (linux/ioprio.h). See ioprio_set(2).</summary>
[CConstants("linux/ioprio.h")]
public enum IoPriorityClass
{
    IOPRIO_CLASS_NONE = 0,
    IOPRIO_CLASS_RT = 1,
    IOPRIO_CLASS_BE = 2,
    IOPRIO_CLASS_IDLE = 3,
}
