using System.Globalization;
using System.Text;

namespace Perdure.Kernel.Procfs;

/// <summary>A lock or lease as fdinfo shows it.</summary>
/// <param name="Kind">FLOCK, POSIX, OFDLCK, LEASE, DELEG.</param>
/// <param name="Type">READ, WRITE or UNLCK.</param>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes; 0 to the end of the file.</param>
/// <param name="Breaking">Of a lease: whether somebody waits for it to end.</param>
public sealed record FdInfoLock(string Kind, string Type, long Start, long Length, bool Breaking)
{
    /// <summary>The process that took it; less than 1 if the kernel does not say.</summary>
    public int Process { get; private init; }

    // lock:	1: POSIX  ADVISORY  WRITE 1234 08:01:5678 0 EOF
    private const int Fields = 9;

    internal static FdInfoLock? TryParse(ReadOnlySpan<byte> line)
    {
        var words = Encoding.UTF8.GetString(line).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < Fields || !long.TryParse(words[7], CultureInfo.InvariantCulture, out var start))
            return null;
        var toEnd = words[8] == "EOF" || !long.TryParse(words[8], CultureInfo.InvariantCulture, out _);
        var length = toEnd ? 0 : long.Parse(words[8], CultureInfo.InvariantCulture) - start + 1;
        _ = int.TryParse(words[5], CultureInfo.InvariantCulture, out var process);
        return new FdInfoLock(words[2], words[4], start, length, words[3] == "BREAKING") { Process = process };
    }
}
