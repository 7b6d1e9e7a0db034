/* Not a guest of the theories: holds one thing that no checkpoint can keep, named by its second argument, and answers afterwards whether
   its descriptor fails cleanly. */
#include "guest.h"
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/netlink.h>
#include <linux/perf_event.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int open_kind(const char *kind)
{
    if (strcmp(kind, "io_uring") == 0) {
        struct io_uring_params params = {0};
        return (int)syscall(SYS_io_uring_setup, 8, &params);
    }
    if (strcmp(kind, "userfaultfd") == 0) {
        int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | 1 /* UFFD_USER_MODE_ONLY */);
        struct uffdio_api api = {.api = UFFD_API};
        return fd >= 0 && ioctl(fd, UFFDIO_API, &api) == -1 ? -1 : fd;
    }
    if (strcmp(kind, "perf") == 0) {
        struct perf_event_attr event = {.type = PERF_TYPE_SOFTWARE, .size = sizeof event, .config = PERF_COUNT_SW_CPU_CLOCK};
        return (int)syscall(SYS_perf_event_open, &event, 0, -1, -1, 0);
    }
    if (strcmp(kind, "bpf") == 0) {
        union bpf_attr map = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 4};
        return (int)syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof map);
    }
    if (strcmp(kind, "packet") == 0)
        return socket(AF_PACKET, SOCK_RAW, 0);
    if (strcmp(kind, "kvm") == 0)
        return open("/dev/kvm", O_RDWR);
    errno = EINVAL;
    return -1;
}

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    int fd = open_kind(argv[2]);
    if (fd == -1)
        SKIP("no %s here: %s", argv[2], strerror(errno));
    guest_say("fd %d", fd);
    guest_ready_and_wait();
    char byte;
    CHECK(fcntl(fd, F_GETFD) >= 0, "the descriptor is gone: %s", strerror(errno));
    fcntl(fd, F_SETFL, O_NONBLOCK);
    ssize_t n = read(fd, &byte, 1);
    CHECK(n <= 0, "it gives data");
    return guest_end();
}
