using Perdure.Micro;

return args switch
{
    ["store", var input, var directory] => StoreBench.Run(input, directory),
    ["agent", var source] => AgentBench.Run(source),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Perdure.Micro store FILE DIR    FILE: the memory of a program, DIR: where to put a store for the run");
    Console.Error.WriteLine("       Perdure.Micro agent bench/Micro/agent-cost.c    what a hook of the syscall agent adds to a call");
    return 2;
}
