using Perdure.Recovery.Crashes;

namespace Perdure.Recovery.Surgery;

/// <summary>A way past a crash: a function is left, and its caller goes on with a result.</summary>
/// <param name="Left">The function that is left.</param>
/// <param name="Resumed">Its caller, which goes on.</param>
/// <param name="Result">The result that it gets.</param>
/// <param name="IsChecked">Whether it looks at it.</param>
internal sealed record Escape(CrashFrame Left, CrashFrame Resumed, ulong Result, bool IsChecked)
{
    /// <summary>What was done, in a few words.</summary>
    public override string ToString() =>
        $"{Left} returns {(Result == 0 ? "0" : Result == ulong.MaxValue ? "-1" : $"0x{Result:x}")} to {Resumed}{(IsChecked ? ", which looks at it" : "")}";
}
