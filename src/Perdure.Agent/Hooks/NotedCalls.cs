using Perdure.Kernel.Abi;
using static Perdure.Kernel.Abi.SyscallNumber;

namespace Perdure.Agent.Hooks;

/// <summary>The calls that are of interest: what comes in from outside, what goes out, which descriptors there are, and where a thread waits.</summary>
internal static class NotedCalls
{
    private const CallKind Wait = CallKind.Event | CallKind.AnyResult | CallKind.WaitMoment;
    private const CallKind Read = CallKind.Event | CallKind.ReadMoment;
    private const CallKind Accept = CallKind.Event | CallKind.AcceptMoment;

    public static IReadOnlyDictionary<SyscallNumber, CallKind> All { get; } = new Dictionary<SyscallNumber, CallKind>
    {
        [read] = Read | CallKind.BufferPayload,
        [readv] = Read | CallKind.VectorPayload,
        [recvfrom] = Read | CallKind.BufferPayload | CallKind.PeekInFourth,
        [recvmsg] = Read | CallKind.MessagePayload | CallKind.PeekInThird,
        [recvmmsg] = CallKind.Event | CallKind.ReadMoment,
        [pread64] = CallKind.Event,
        [preadv] = CallKind.Event,
        [accept] = Accept,
        [accept4] = Accept,
        [epoll_wait] = Wait,
        [epoll_pwait] = Wait,
        [epoll_pwait2] = Wait,
        [poll] = Wait,
        [ppoll] = Wait,
        [select] = Wait,
        [pselect6] = Wait,
        [write] = CallKind.Event,
        [writev] = CallKind.Event,
        [pwrite64] = CallKind.Event,
        [sendto] = CallKind.Event,
        [sendmsg] = CallKind.Event,
        [sendmmsg] = CallKind.Event,
        [sendfile] = CallKind.Event,
        [splice] = CallKind.Event,
        [close] = CallKind.Event,
        [close_range] = CallKind.Event,
        [dup] = CallKind.Event,
        [dup2] = CallKind.Event,
        [dup3] = CallKind.Event,
        [socket] = CallKind.Event,
        [connect] = CallKind.Event | CallKind.AnyResult,
        [shutdown] = CallKind.Event,
        [mmap] = CallKind.Event | CallKind.NewCode,
    };

    public static CallKind Of(int number) => All.GetValueOrDefault((SyscallNumber)number);
}
