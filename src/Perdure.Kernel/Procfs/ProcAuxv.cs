using System.Buffers.Binary;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Procfs;

/// <summary>/proc/PID/auxv: what the kernel told the program at its start.</summary>
public static class ProcAuxv
{
    private const int EntryBytes = 16;

    /// <summary>The raw bytes, AT_NULL included, as PR_SET_MM_MAP and an ELF core want them.</summary>
    public static KernelResult<byte[]> ReadBytes(Pid pid)
    {
        var file = ProcFile.Read(pid, "auxv", ProcLimits.RecordBytes);
        if (!file.Ok)
            return KernelResult.Failure<byte[]>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(bytes.Span.ToArray());
    }

    /// <summary>The pairs up to AT_NULL.</summary>
    public static KernelResult<IReadOnlyList<AuxiliaryEntry>> Read(Pid pid)
    {
        var bytes = ReadBytes(pid);
        return bytes.Ok ? KernelResult.Success(Parse(bytes.Value)) : KernelResult.Failure<IReadOnlyList<AuxiliaryEntry>>(bytes.Error);
    }

    /// <summary>Parses the pairs up to AT_NULL or the end.</summary>
    public static IReadOnlyList<AuxiliaryEntry> Parse(ReadOnlySpan<byte> bytes)
    {
        var entries = new List<AuxiliaryEntry>();
        for (; bytes.Length >= EntryBytes && entries.Count < ProcLimits.AuxiliaryEntries; bytes = bytes[EntryBytes..])
        {
            var type = (AuxiliaryType)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            if (type == AuxiliaryType.AT_NULL)
                break;
            entries.Add(new AuxiliaryEntry(type, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])));
        }
        return entries;
    }
}
