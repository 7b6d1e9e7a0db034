using Perdure.Kernel.Calls;

namespace Perdure.Kernel.Faults;

/// <summary>
/// Places at which perdure can be made to fail on purpose, so that tests see what it leaves behind. PERDURE_FAIL_AT=NAME throws at the
/// point of that name, PERDURE_FAIL_AT=NAME:kill kills perdure there, and NAME:stop stops it until SIGCONT, so that others can do something meanwhile. Without the variable a point is one comparison with null.
/// </summary>
public static class FailurePoints
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "PERDURE_FAIL_AT";

    private const string KillSuffix = ":kill";
    private const string StopSuffix = ":stop";
    private static readonly string? s_asked = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } asked ? asked : null;
    private static readonly string? s_chosen = s_asked is null ? null : s_asked.Replace(KillSuffix, "", StringComparison.Ordinal).Replace(StopSuffix, "", StringComparison.Ordinal);

    /// <summary>Fails here if this point was chosen. It must not stand where an exception would not be met by what undoes things.</summary>
    public static void Reach(string name)
    {
        if (s_chosen is not null && s_chosen == name)
            Fail(name);
    }

    /// <summary>Whether the chosen point's name begins so: a path that only large programs take is then taken by small ones as well.</summary>
    public static bool IsWithin(string prefix) => s_chosen is not null && s_chosen.StartsWith(prefix, StringComparison.Ordinal);

    private static void Fail(string name)
    {
        if (s_asked!.EndsWith(StopSuffix, StringComparison.Ordinal))
        {
            OwnSignals.StopHere();
            return;
        }

        if (s_asked!.Length != name.Length)
            _ = Signals.Kill(Pid.Self, SignalNumber.SIGKILL);
        throw new PerdureException($"failed on purpose at the point {name}", $"{Variable} is set");
    }
}
