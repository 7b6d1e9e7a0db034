namespace Perdure.Checkpoints.Image;

/// <summary>What a memory object is.</summary>
public enum MemoryObjectKind
{
    /// <summary>MAP_SHARED | MAP_ANONYMOUS.</summary>
    SharedAnonymous,

    /// <summary>A memfd; the files room makes it where a descriptor is open.</summary>
    MemFd,

    /// <summary>A SysV segment.</summary>
    SysV,

    /// <summary>A file that was deleted while mapped.</summary>
    DeletedFile,
}
