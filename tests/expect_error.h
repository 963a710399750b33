// EXPECT_ERROR checks that a statement throws emovox::Error with a code and a message that contains
// some words.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "emovox/error.h"

#define EXPECT_ERROR(statement, wanted_code, wanted_words)                           \
  try {                                                                              \
    statement;                                                                       \
    ADD_FAILURE() << #statement << " threw nothing";                                 \
  } catch (const ::emovox::Error& error) {                                           \
    EXPECT_EQ(to_string(error.code()), to_string(::emovox::ErrorCode::wanted_code)); \
    EXPECT_THAT(std::string(error.what()), ::testing::HasSubstr(wanted_words));      \
  }
