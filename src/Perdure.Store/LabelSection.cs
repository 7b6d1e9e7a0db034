using System.Text;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>The section by which an image tells what it is, so that a lost catalog can be built again from images alone.</summary>
internal static class LabelSection
{
    public static byte[] Encode(CatalogEntry entry) => new ByteBuilder()
        .Raw(Encoding.ASCII.GetBytes(entry.Id.Value))
        .Text(entry.Name, ImageLimits.NameBytes)
        .U64((ulong)entry.Created.ToUnixTimeMilliseconds())
        .U32((uint)entry.RootPid)
        .Text(entry.Command, ImageLimits.CommandBytes)
        .U32((uint)entry.Processes).U32((uint)entry.Threads)
        .U64((ulong)entry.MemoryBytes).U64((ulong)entry.StoredBytes).U64((ulong)entry.UniqueBytes)
        .Written.ToArray();

    public static CatalogEntry Decode(ReadOnlySpan<byte> bytes, string what)
    {
        var cursor = new ByteCursor(bytes, what);
        var id = Encoding.ASCII.GetString(cursor.Take(CheckpointId.Length));
        if (!CheckpointId.IsWellFormed(id))
            throw cursor.Damaged("its id has not the form of one");
        var entry = new CatalogEntry(
            new CheckpointId(id),
            cursor.Text(ImageLimits.NameBytes, "the length of the name"),
            DateTimeOffset.FromUnixTimeMilliseconds(cursor.Size(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(), "the time")),
            cursor.Count(int.MaxValue, "the pid"),
            cursor.Text(ImageLimits.CommandBytes, "the length of the command"),
            cursor.Count(ImageLimits.Threads, "the number of processes"),
            cursor.Count(ImageLimits.Threads, "the number of threads"),
            cursor.Size(long.MaxValue, "the size of memory"),
            cursor.Size(long.MaxValue, "the stored size"),
            cursor.Size(long.MaxValue, "the unique size"));
        cursor.End();
        return entry;
    }
}
