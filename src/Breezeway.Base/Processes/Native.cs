using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Breezeway.Base.Files;

namespace Breezeway.Base.Processes;

internal static unsafe partial class NativeProcess
{
    const string C = "libc";
    [LibraryImport(C, EntryPoint = "posix_spawnp")]
    internal static partial int Spawn(int* pid, [MarshalUsing(typeof(PathMarshaller))] string file, void* actions, void* attributes, byte** argv, byte** envp);
    [LibraryImport(C, EntryPoint = "posix_spawn_file_actions_init")]
    internal static partial int ActionsInit(void* actions);
    [LibraryImport(C, EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static partial int ActionsDestroy(void* actions);
    [LibraryImport(C, EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static partial int ActionsDup2(void* actions, int from, int to);
    [LibraryImport(C, EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    internal static partial int ActionsChDir(void* actions, [MarshalUsing(typeof(PathMarshaller))] string path);
    [LibraryImport(C, EntryPoint = "posix_spawnattr_init")]
    internal static partial int AttrInit(void* attributes);
    [LibraryImport(C, EntryPoint = "posix_spawnattr_destroy")]
    internal static partial int AttrDestroy(void* attributes);
    [LibraryImport(C, EntryPoint = "posix_spawnattr_setflags")]
    internal static partial int AttrFlags(void* attributes, short flags);
    [LibraryImport(C, EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static partial int AttrSigDefault(void* attributes, void* set);
    [LibraryImport(C, EntryPoint = "posix_spawnattr_setsigmask")]
    internal static partial int AttrSigMask(void* attributes, void* set);
    [LibraryImport(C, EntryPoint = "sigemptyset")]
    internal static partial int SigEmptySet(void* set);
    [LibraryImport(C, EntryPoint = "sigfillset")]
    internal static partial int SigFillSet(void* set);
    [LibraryImport(C, EntryPoint = "waitpid", SetLastError = true)]
    internal static partial int WaitPid(int pid, int* status, int options);
    [LibraryImport(C, EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);
    [LibraryImport(C, EntryPoint = "pipe2", SetLastError = true)]
    internal static partial int Pipe2(int* fds, int flags);
    [LibraryImport(C, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollFd* fds, nuint count, int timeout);
    [LibraryImport(C, EntryPoint = "dup2", SetLastError = true)]
    internal static partial int Dup2(int from, int to);
    [LibraryImport(C, EntryPoint = "execvpe", SetLastError = true)]
    internal static partial int ExecVpe([MarshalUsing(typeof(PathMarshaller))] string file, byte** argv, byte** envp);

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollFd { internal int Fd; internal short Events; internal short Returned; }
}
