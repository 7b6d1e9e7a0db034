using System.Text;

namespace Perdure.Kernel.Procfs;

/// <summary>What the last column of a line of maps means.</summary>
internal static class MapName
{
    private static ReadOnlySpan<byte> DeletedMark => " (deleted)"u8;

    /// <summary>Splits off the mark of a deleted file; only files (with an inode) can have it.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> name, ulong inode, out bool deleted)
    {
        deleted = inode != 0 && name.EndsWith(DeletedMark);
        return deleted ? name[..^DeletedMark.Length] : name;
    }

    /// <summary>
    /// The name as text. In maps the kernel escapes the line feed alone (seq_path with "\n"), not even the backslash, so only that
    /// one escape is undone.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> name)
    {
        var text = Encoding.UTF8.GetString(name);
        return text.Contains("\\012", StringComparison.Ordinal) ? text.Replace("\\012", "\n", StringComparison.Ordinal) : text;
    }

    /// <summary>What backs a mapping with this name.</summary>
    public static MapKind KindOf(ReadOnlySpan<byte> name, bool deleted)
    {
        if (name.IsEmpty)
            return MapKind.Anonymous;
        if (name[0] == '[')
            return KindOfBracketed(name);
        if (name.StartsWith("anon_inode:"u8) || name.StartsWith("/anon_inode:"u8))
            return MapKind.AnonInode;
        if (deleted)
            return KindOfDeleted(name);
        return MapKind.File;
    }

    private static MapKind KindOfBracketed(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("[anon:"u8))
            return MapKind.NamedAnonymous;
        if (name.StartsWith("[anon_shmem:"u8))
            return MapKind.NamedSharedAnonymous;
        if (name.StartsWith("[vvar"u8))
            return MapKind.Vvar;
        if (name.SequenceEqual("[heap]"u8))
            return MapKind.Heap;
        if (name.SequenceEqual("[stack]"u8))
            return MapKind.Stack;
        if (name.SequenceEqual("[vdso]"u8))
            return MapKind.Vdso;
        return name.SequenceEqual("[vsyscall]"u8) ? MapKind.Vsyscall : MapKind.OtherSpecial;
    }

    private static MapKind KindOfDeleted(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("/dev/zero"u8))
            return MapKind.SharedAnonymous;
        if (name.StartsWith("/memfd:"u8))
            return MapKind.Memfd;
        if (name.StartsWith("/SYSV"u8))
            return MapKind.SysVShm;
        if (name.SequenceEqual("/anon_hugepage"u8))
            return MapKind.AnonymousHugeTlb;
        if (name.SequenceEqual("/secretmem"u8))
            return MapKind.SecretMemory;
        return name.SequenceEqual("/[aio]"u8) ? MapKind.AioRing : MapKind.File;
    }
}
