using System.Runtime.InteropServices;

namespace Perdure.Kernel.Calls;

/// <summary>execve(2): our own process becomes another program, with the same pid and the open files that are not closed on exec.</summary>
public static unsafe partial class Exec
{
    /// <summary>Answers only when it failed.</summary>
    /// <param name="path">The program's path.</param>
    /// <param name="arguments">argv, the name included.</param>
    /// <param name="environment">NAME=VALUE strings.</param>
    public static Errno Replace(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        using var argv = new NativeStrings(arguments);
        using var envp = new NativeStrings(environment);
        _ = execve(path, argv.Pointer, envp.Pointer);
        return KernelResult.LastErrno();
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execve(string path, byte** argv, byte** envp);
}
