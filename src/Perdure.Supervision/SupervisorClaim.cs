using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Supervision;

/// <summary>
/// The right to supervise a program, which one process has at a time, whatever folder of supervisors it uses: an flock(2) on a directory of the program in /proc, which belongs to this process and no
/// later one of the same pid. The lock file is there to be found by.
/// </summary>
internal sealed class SupervisorClaim : IDisposable
{
    private readonly Pid _pid;
    private readonly SafeFileHandle _program;
    private readonly SafeFileHandle _file;

    private SupervisorClaim(Pid pid, SafeFileHandle program, SafeFileHandle file)
    {
        _pid = pid;
        _program = program;
        _file = file;
    }

    /// <summary>Claims a program; a failure says who has it.</summary>
    public static SupervisorClaim Of(Pid pid)
    {
        var program = FileCalls.Open($"/proc/{pid}/task", Kernel.Abi.OpenFlags.O_RDONLY | Kernel.Abi.OpenFlags.O_DIRECTORY | Kernel.Abi.OpenFlags.O_CLOEXEC).OrThrow($"find process {pid}");
        try
        {
            if (DurableFiles.TryLockExclusive(program).Ok)
                return new SupervisorClaim(pid, program, SupervisorFolder.Claim(pid));
        }
        catch
        {
            program.Dispose();
            throw;
        }

        program.Dispose();
        throw Taken(pid);
    }

    /// <summary>Somebody else has it.</summary>
    internal static PerdureException Taken(Pid pid) =>
        new($"process {pid} has a supervisor already", $"perdure status {pid} tells of it, perdure stop {pid} ends it (as the user who started it); the program goes on");

    /// <inheritdoc/>
    public void Dispose()
    {
        SupervisorFolder.Remove(_pid);
        _file.Dispose();
        _program.Dispose();
    }
}
