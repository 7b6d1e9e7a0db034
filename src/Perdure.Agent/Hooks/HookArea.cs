using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Agent.Hooks;

/// <summary>
/// Executable memory in a process: a table of what was changed in the program's code, then the hooks. The table is what somebody else goes by who takes the hooks away when their maker has died.
/// </summary>
/// <param name="Start">Where it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Records">How many hooks the table has room for.</param>
internal sealed record HookArea(RemotePtr Start, ulong Bytes, int Records)
{
    private const ulong Magic = 0x746e656761647250;
    private const int HeadBytes = 64;
    private const int CountOffset = 8;
    private const int RecordsOffset = 16;
    private const int MaxRecords = 1 << 16;
    private const ulong CodeAlignment = 16;

    /// <summary>Where the memory behind it ends.</summary>
    public RemotePtr End => Start + Bytes;

    /// <summary>Where the first hook goes.</summary>
    public RemotePtr FirstHook => Align(Start + (HeadBytes + ((ulong)Records * PlacedHook.RecordBytes)));

    /// <summary>Room for so many hooks whose code has so many bytes.</summary>
    public static ulong BytesFor(int records, ulong codeBytes) => (HeadBytes + ((ulong)records * PlacedHook.RecordBytes) + codeBytes + 8191) & ~4095UL;

    /// <summary>The next place where a hook may begin.</summary>
    public static RemotePtr Align(RemotePtr address) => new((address.Value + CodeAlignment - 1) & ~(CodeAlignment - 1));

    /// <summary>Writes the table, before any of its hooks is placed.</summary>
    /// <param name="mem">The memory of the process.</param>
    /// <param name="hooks">The hooks.</param>
    public void WriteTable(SafeFileHandle mem, IReadOnlyList<PlacedHook> hooks)
    {
        Assert.Always(hooks.Count <= Records);
        var table = new byte[HeadBytes + (hooks.Count * PlacedHook.RecordBytes)];
        BinaryPrimitives.WriteUInt64LittleEndian(table, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(CountOffset), hooks.Count);
        BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(RecordsOffset), Records);
        for (var index = 0; index < hooks.Count; index++)
            hooks[index].WriteRecord(table.AsSpan(HeadBytes + (index * PlacedHook.RecordBytes)));
        TargetBytes.Write(mem, Start, table);
    }

    /// <summary>The area that is mapped there, with its hooks; null if it is none of ours.</summary>
    public static (HookArea Area, IReadOnlyList<PlacedHook> Hooks)? ReadTable(SafeFileHandle mem, RemotePtr start, ulong bytes)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        if (ProcessMemory.PRead(mem, start, head).Or(0) != HeadBytes || BinaryPrimitives.ReadUInt64LittleEndian(head) != Magic)
            return null;
        var count = BinaryPrimitives.ReadInt32LittleEndian(head[CountOffset..]);
        var records = BinaryPrimitives.ReadInt32LittleEndian(head[RecordsOffset..]);
        if (records is < 0 or > MaxRecords || count < 0 || count > records)
            return null;
        var table = new byte[count * PlacedHook.RecordBytes];
        if (ProcessMemory.PRead(mem, start + HeadBytes, table).Or(0) != table.Length)
            return null;
        var hooks = Enumerable.Range(0, count).Select(index => PlacedHook.ReadRecord(table.AsSpan(index * PlacedHook.RecordBytes))).OfType<PlacedHook>().ToList();
        return (new HookArea(start, bytes, records), hooks);
    }
}
