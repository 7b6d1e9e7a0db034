using System.Text;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Cli.Output;

/// <summary>
/// The files 0, 1 and 2 that perdure was started with. One that was closed (perdure list >&amp;-) is a trap: the next file that is opened
/// gets its number, and what is printed would go into the store. So those numbers are taken before anything else is opened, by a file
/// on which every write fails, and a number that the runtime has taken before us is never written to.
/// </summary>
internal static class StandardFiles
{
    private static readonly int[] Numbers = [0, 1, 2];
    private static readonly List<SafeFileHandle> Placeholders = [];
    private static SafeFileHandle _output = new(1, ownsHandle: false);

    /// <summary>Occupies what was closed, and has the console write through streams that know what to do about a failure.</summary>
    internal static void Take()
    {
        var given = Numbers.Where(IsGiven).ToHashSet();
        foreach (var _ in Numbers.Where(number => !DescriptorCalls.IsOpen(number)))
            Placeholders.Add(FileCalls.Open("/dev/null", OpenFlags.O_RDONLY).OrThrow("open /dev/null"));
        _output = Handle(1, given);
        Console.SetOut(Writer(OpenOutput()));
        // Nobody can be told that nobody can be told.
        Console.SetError(Writer(new StandardStream(Handle(2, given), _ => { })));
    }

    /// <summary>Standard output for bytes; a failure throws <see cref="OutputLostException"/>.</summary>
    internal static Stream OpenOutput() => new StandardStream(_output, error => throw new OutputLostException(error));

    // What comes from the caller has passed exec, so it can't be one that exec closes; all files of the runtime are.
    private static bool IsGiven(int number) => DescriptorCalls.IsOpen(number) && !DescriptorCalls.ClosesOnExec(number);

    // The descriptor -1 answers every write with EBADF.
    private static SafeFileHandle Handle(int number, HashSet<int> given) => new(given.Contains(number) ? number : -1, ownsHandle: false);

    private static StreamWriter Writer(Stream stream) => new(stream, Console.OutputEncoding, bufferSize: 256) { AutoFlush = true };
}
