using System.Runtime.ExceptionServices;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.UnixSockets;

/// <summary>
/// A place in which any path may be bound without touching the true one: a thread of its own whose root is an empty directory. A socket that came out of accept(2)
/// has its listener's name, and one whose file was deleted keeps its name; both must be called so again, though no file of theirs is at that path.
/// </summary>
internal static class NamePlace
{
    /// <summary>Runs <paramref name="action"/> where the paths of the given names (and no other files) can be bound.</summary>
    public static T Run<T>(IReadOnlyList<byte[]> addresses, Func<T> action)
    {
        var root = Directory.CreateTempSubdirectory("perdure-names-").FullName;
        try
        {
            foreach (var address in addresses)
            {
                if (UnixAddress.PathOf(address) is { } path)
                    Directory.CreateDirectory(Path.GetDirectoryName(root + Path.GetFullPath("/" + path))!);
            }
            return OnThread(root, action);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static T OnThread<T>(string root, Func<T> action)
    {
        var result = default(T);
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                const string Hint = "restoring the names of UNIX sockets needs root";
                ThreadPlace.Separate().OrThrow("part a thread's root from the others", Hint);
                ThreadPlace.SetRoot(root).OrThrow("change a thread's root", Hint);
                ThreadPlace.SetWorkingDirectory("/").OrThrow("change a thread's directory", Hint);
                result = action();
            }
            catch (PerdureException error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
