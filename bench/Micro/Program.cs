using Perdure.Micro;

return args switch
{
    ["store", var input, var directory] => StoreBench.Run(input, directory),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Perdure.Micro store FILE DIR    FILE: the memory of a program, DIR: where to put a store for the run");
    return 2;
}
