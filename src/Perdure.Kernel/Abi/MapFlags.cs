namespace Perdure.Kernel.Abi;

/// <summary>Flags of mmap (linux/mman.h). See mmap(2).</summary>
[Flags]
[CConstants("linux/mman.h")]
public enum MapFlags : uint
{
    MAP_SHARED = 1,
    MAP_PRIVATE = 2,
    MAP_SHARED_VALIDATE = 3,
    MAP_DROPPABLE = 8,
    MAP_FIXED = 0x10,
    MAP_ANONYMOUS = 0x20,
    MAP_32BIT = 0x40,
    MAP_ABOVE4G = 0x80,
    MAP_GROWSDOWN = 0x100,
    MAP_DENYWRITE = 0x800,
    MAP_EXECUTABLE = 0x1000,
    MAP_LOCKED = 0x2000,
    MAP_NORESERVE = 0x4000,
    MAP_POPULATE = 0x8000,
    MAP_NONBLOCK = 0x10000,
    MAP_STACK = 0x20000,
    MAP_HUGETLB = 0x40000,
    MAP_SYNC = 0x80000,
    MAP_FIXED_NOREPLACE = 0x100000,
    MAP_UNINITIALIZED = 0x4000000,
    MAP_HUGE_2MB = 0x54000000,
    MAP_HUGE_1GB = 0x78000000,
}
