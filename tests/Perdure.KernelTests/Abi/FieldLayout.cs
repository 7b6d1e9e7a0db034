using System.Reflection;
using System.Reflection.Emit;

namespace Perdure.KernelTests.Abi;

/// <summary>The layout that the runtime really uses, asked by the same instructions that our code is compiled to.</summary>
internal static class FieldLayout
{
    public static int SizeOf(Type type)
    {
        var method = new DynamicMethod("size", typeof(int), null, typeof(FieldLayout).Module, skipVisibility: true);
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Sizeof, type);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int>>()();
    }

    public static int OffsetOf(FieldInfo field)
    {
        var method = new DynamicMethod("offset", typeof(int), null, typeof(FieldLayout).Module, skipVisibility: true);
        var code = method.GetILGenerator();
        code.DeclareLocal(field.DeclaringType!);
        code.Emit(OpCodes.Ldloca_S, 0);
        code.Emit(OpCodes.Ldflda, field);
        code.Emit(OpCodes.Ldloca_S, 0);
        code.Emit(OpCodes.Sub);
        code.Emit(OpCodes.Conv_I4);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int>>()();
    }
}
