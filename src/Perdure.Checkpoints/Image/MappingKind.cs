namespace Perdure.Checkpoints.Image;

/// <summary>What lies beneath a mapping.</summary>
public enum MappingKind
{
    /// <summary>Anonymous memory; pages are kept with the process.</summary>
    Anonymous,

    /// <summary>A file that is still there; only the pages that a private mapping has copied are kept.</summary>
    File,

    /// <summary>Shared memory (anonymous, memfd, SysV, tmpfs that was deleted): an object of the image.</summary>
    SharedMemory,

    /// <summary>A file that was deleted: its content is an object of the image.</summary>
    DeletedFile,

    /// <summary>vdso, vvar, vsyscall: the kernel's own.</summary>
    Kernel,
}
