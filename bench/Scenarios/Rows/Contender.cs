using Perdure.Kernel;
using Perdure.Scenarios.Servers;
using Perdure.Scenarios.Tools;

namespace Perdure.Scenarios.Rows;

/// <summary>A tool and the server that is its alone: what one tool leaves behind in a server never meets the other one.</summary>
internal sealed record Contender(Tool Tool, Server Server)
{
    public Redis Redis => Server as Redis ?? throw new PerdureException("this row needs a redis");

    /// <summary>A server that a failed round lost is started anew.</summary>
    public void Revive()
    {
        if (Server.IsAlive)
            return;
        Server.WaitUntilGone();
        Server.Start();
    }
}
