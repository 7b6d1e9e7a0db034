using System.Buffers.Binary;
using Perdure.Kernel;

namespace Perdure.Scenarios.Tools;

/// <summary>
/// Reads the frozen time out of criu's stats-dump: two magic words, a length, then a protocol buffer whose field 1 is the message about
/// the dump, in which field 1 is the time to freeze and field 2 the time frozen, in microseconds.
/// </summary>
internal static class CriuStats
{
    private const int HeaderBytes = 12;
    private const int MostBytes = 64 * 1024;

    public static long ReadFrozenMicroseconds(string file)
    {
        var bytes = File.ReadAllBytes(file);
        if (bytes.Length is < HeaderBytes or > MostBytes)
            throw new PerdureException($"{file} is not a statistics image");
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        var dump = new ProtobufCursor(new ProtobufCursor(bytes.AsSpan(HeaderBytes, length)).Bytes(1));
        return (long)dump.Number(2);
    }
}
