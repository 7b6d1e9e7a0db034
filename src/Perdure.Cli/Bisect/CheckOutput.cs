using System.Text;
using Microsoft.Win32.SafeHandles;
using Perdure.Cli.Output;
using Perdure.Kernel.Calls;

namespace Perdure.Cli.Bisect;

/// <summary>What a check says: shown line by line as it comes, or kept, up to a limit.</summary>
/// <param name="pipe">Where it comes from.</param>
/// <param name="status">The line in whose place it is shown, on standard error; null if it is not to be shown.</param>
internal sealed class CheckOutput(SafeFileHandle pipe, StatusLine? status)
{
    private const int MostKept = 64 * 1024;
    private readonly List<byte> _kept = [];
    private readonly List<byte> _line = [];

    /// <summary>What was kept, of what came so far.</summary>
    internal string Kept => Encoding.UTF8.GetString([.. _kept]);

    /// <summary>Reads until nobody can write any more: until the trial has ended.</summary>
    internal void ReadToEnd()
    {
        var buffer = new byte[4096];
        while (FileCalls.Read(pipe, buffer) is { Ok: true, Value: > 0 and var length })
        {
            var bytes = buffer.AsSpan(0, (int)length);
            _kept.AddRange(bytes[..(int)Math.Min(length, MostKept - _kept.Count)]);
            if (status is not null)
                Show(bytes);
        }

        if (status is not null && _line.Count > 0)
            ShowLine();
    }

    private void Show(ReadOnlySpan<byte> bytes)
    {
        foreach (var letter in bytes)
        {
            if (letter == '\n')
                ShowLine();
            else if (_line.Count < MostKept)
                _line.Add(letter);
        }
    }

    private void ShowLine()
    {
        status?.Clear();
        Console.Error.WriteLine($"  | {SafeText.OneLine(Encoding.UTF8.GetString([.. _line]))}");
        _line.Clear();
    }
}
