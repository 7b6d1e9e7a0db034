using Perdure.Kernel;

namespace Perdure.Tracing;

/// <summary>A thread sits in an uninterruptible wait (a vfork, a hung disk) and did not stop in time. Trying again may help.</summary>
public sealed class ThreadDoesNotStopException : Exception
{
    internal ThreadDoesNotStopException(Pid pid, Tid tid)
        : base($"thread {tid} of process {pid} does not stop")
    {
        Pid = pid;
        Tid = tid;
    }

    /// <summary>The process.</summary>
    public Pid Pid { get; }

    /// <summary>The thread.</summary>
    public Tid Tid { get; }
}
