using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>
/// Sorts descriptors so that those of one description lie side by side. The kernel is asked (kcmp) only for those that look alike: same inode, flags and offset.
/// </summary>
internal sealed class OpenFileOrder : IComparer<OpenFile>
{
    public static OpenFileOrder Instance { get; } = new();

    public int Compare(OpenFile? x, OpenFile? y)
    {
        var (left, right) = (x!, y!);
        if (ReferenceEquals(left, right))
            return 0;
        var alike = LooksAlike(left, right);
        if (alike != 0)
            return alike;
        // A socket has one description only: /proc/PID/fd does not open it a second time.
        if (left.Status.Kind == FileTypes.S_IFSOCK && !left.PathOnly)
            return 0;
        var order = Kcmp.Files(Pid.Self, new RemoteFd(FileCalls.Number(left.Handle)), Pid.Self, new RemoteFd(FileCalls.Number(right.Handle)));
        return order.OrThrow("compare two descriptors (kcmp)", "the kernel needs CONFIG_KCMP") switch
        {
            KcmpOrder.Equal => 0,
            KcmpOrder.Less => -1,
            _ => 1,
        };
    }

    private static int LooksAlike(OpenFile left, OpenFile right)
    {
        var order = left.Status.Inode.CompareTo(right.Status.Inode);
        order = order != 0 ? order : left.Status.Device.CompareTo(right.Status.Device);
        order = order != 0 ? order : ((int)left.Flags).CompareTo((int)right.Flags);
        order = order != 0 ? order : left.Distinction.CompareTo(right.Distinction);
        return order != 0 ? order : left.Info.Position.CompareTo(right.Info.Position);
    }
}
