namespace Perdure.Kernel.Procfs;

/// <summary>What backs a mapping, as far as its line in /proc/PID/maps tells.</summary>
public enum MapKind
{
    /// <summary>Private anonymous memory without a name.</summary>
    Anonymous,

    /// <summary>Private anonymous memory with a name given by prctl: [anon:NAME].</summary>
    NamedAnonymous,

    /// <summary>The area that brk grows: [heap].</summary>
    Heap,

    /// <summary>The first stack: [stack].</summary>
    Stack,

    /// <summary>The kernel's code for fast clock calls.</summary>
    Vdso,

    /// <summary>The kernel's clock data: [vvar], [vvar_vclock] and their like.</summary>
    Vvar,

    /// <summary>The fixed page of old system calls; outside of what a process can map.</summary>
    Vsyscall,

    /// <summary>A file with a path (which may be deleted).</summary>
    File,

    /// <summary>Shared anonymous memory: a nameless file of shmem, shown as /dev/zero (deleted).</summary>
    SharedAnonymous,

    /// <summary>Shared anonymous memory with a name given by prctl: [anon_shmem:NAME].</summary>
    NamedSharedAnonymous,

    /// <summary>Anonymous huge pages of hugetlbfs: /anon_hugepage (deleted).</summary>
    AnonymousHugeTlb,

    /// <summary>A System V segment; the inode is its shmid.</summary>
    SysVShm,

    /// <summary>A file of memfd_create.</summary>
    Memfd,

    /// <summary>Memory of memfd_secret, which nobody else can read.</summary>
    SecretMemory,

    /// <summary>The ring of io_setup: /[aio].</summary>
    AioRing,

    /// <summary>Memory of an anon_inode: io_uring, perf, KVM, ...; the path names which.</summary>
    AnonInode,

    /// <summary>Any other name in brackets, as [uprobes].</summary>
    OtherSpecial,
}
