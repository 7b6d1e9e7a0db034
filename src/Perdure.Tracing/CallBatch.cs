using Perdure.Kernel;
using Perdure.Kernel.Abi;

namespace Perdure.Tracing;

/// <summary>System calls that a stopped thread is to make for us, all at one stop where that is possible.</summary>
public sealed class CallBatch
{
    private readonly List<RemoteCall> _calls = [];
    private IReadOnlyList<KernelResult<ulong>> _answers = [];

    /// <summary>Adds a call.</summary>
    /// <returns>Its index among the answers.</returns>
    public int Add(SyscallNumber number, ulong a = 0, ulong b = 0, ulong c = 0, ulong d = 0, ulong e = 0)
    {
        _calls.Add(new RemoteCall(number, null, a, b, c, d, e));
        return _calls.Count - 1;
    }

    /// <summary>Has the calls made.</summary>
    public void Run(RemoteCalls calls) => _answers = calls.InvokeAll(_calls);

    /// <summary>What the kernel answered.</summary>
    public KernelResult<ulong> Answer(int index) => _answers[index];
}
